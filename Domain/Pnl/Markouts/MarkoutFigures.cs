namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Markouts of a group of fills at one horizon, in settle currency; at horizon 0 they are the spread captured.</summary>
/// <remarks>Each fill of the group is in exactly one of the three counts.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.markout-figures")]
public sealed record MarkoutFigures
{
    private const decimal BasisPoints = 10_000m;

    /// <summary>Number of fills whose markout is known.</summary>
    [Id(0)] public required long Known { get; init; }

    /// <summary>Number of fills whose horizon has not passed yet.</summary>
    [Id(1)] public required long Pending { get; init; }

    /// <summary>Number of fills without a mid at the horizon; they are in no sum.</summary>
    [Id(2)] public required long WithoutMid { get; init; }

    /// <summary>Sum of the markouts of <see cref="Known"/> fills; <see langword="null"/> when it exceeds the range of decimal.</summary>
    [Id(3)] public required decimal? Sum { get; init; }

    /// <summary>Sum of <c>|q·V(p)|</c> of <see cref="Known"/> fills; <see langword="null"/> when it exceeds the range of decimal.</summary>
    [Id(4)] public required decimal? Notional { get; init; }

    /// <summary>
    /// Sum of markout minus spread capture over <see cref="Known"/> fills whose mid at the fill is known, negative for adverse selection;
    /// <see langword="null"/> when it exceeds the range of decimal.
    /// </summary>
    [Id(5)] public required decimal? Drift { get; init; }

    /// <summary>Sum of <c>|q·V(p)|</c> of the fills in <see cref="Drift"/>; <see langword="null"/> when it exceeds the range of decimal.</summary>
    [Id(6)] public required decimal? DriftNotional { get; init; }

    /// <summary>Number of <see cref="Known"/> fills whose mid may not be the last one at the horizon, because the book could send only one mid for each 10 ms; 0 at horizon 0.</summary>
    [Id(7)] public long ThinnedMids { get; init; }

    /// <summary>Number of fills in the group.</summary>
    public long Fills => Known + Pending + WithoutMid;

    /// <summary>Markout in basis points of the notional; <see langword="null"/> while none is known.</summary>
    public decimal? Bps => Ratio(Sum, Notional);

    /// <summary>Drift in basis points of the notional; <see langword="null"/> while none is known.</summary>
    public decimal? DriftBps => Ratio(Drift, DriftNotional);

    // Divides first, because a large sum times the factor would overflow.
    private static decimal? Ratio(decimal? sum, decimal? notional) => notional > 0 ? sum / notional * BasisPoints : null;
}
