namespace Ballast.Domain.Pnl;

/// <summary>Markouts of a group of fills at one time after them, in settle currency; at time 0 they are the spread captured.</summary>
/// <remarks>Every fill of the group is in exactly one of the three counts.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.markout-figures")]
public sealed record MarkoutFigures
{
    private const decimal BasisPoints = 10_000m;

    /// <summary>Fills whose markout is final and known.</summary>
    [Id(0)] public required long Known { get; init; }

    /// <summary>Fills whose time has not come.</summary>
    [Id(1)] public required long Pending { get; init; }

    /// <summary>Fills whose time has passed without a mid; they are in no sum.</summary>
    [Id(2)] public required long WithoutMid { get; init; }

    /// <summary>Sum of markouts of <see cref="Known"/> fills; <see langword="null"/> past what decimal holds.</summary>
    [Id(3)] public required decimal? Sum { get; init; }

    /// <summary>Sum of <c>|q·V(p)|</c> of <see cref="Known"/> fills; <see langword="null"/> past what decimal holds.</summary>
    [Id(4)] public required decimal? Notional { get; init; }

    /// <summary>Sum of markout less spread capture over <see cref="Known"/> fills whose mid at the fill is known too; negative is adverse selection.</summary>
    [Id(5)] public required decimal? Drift { get; init; }

    /// <summary>Sum of <c>|q·V(p)|</c> of the fills in <see cref="Drift"/>.</summary>
    [Id(6)] public required decimal? DriftNotional { get; init; }

    /// <summary>Fills in the group.</summary>
    public long Fills => Known + Pending + WithoutMid;

    /// <summary>Markout in basis points of notional; <see langword="null"/> while none is known.</summary>
    public decimal? Bps => Ratio(Sum, Notional);

    /// <summary>Drift in basis points of notional; <see langword="null"/> while none is known.</summary>
    public decimal? DriftBps => Ratio(Drift, DriftNotional);

    // Divided first: a sum near the end of decimal would not bear the factor.
    private static decimal? Ratio(decimal? sum, decimal? notional) => notional > 0 ? sum / notional * BasisPoints : null;
}

/// <summary>Markouts of one group of fills at every horizon.</summary>
/// <param name="Key">Which fills.</param>
/// <param name="Spread">Spread captured.</param>
/// <param name="Horizons">One per horizon, in the order of the policy.</param>
[GenerateSerializer, Immutable, Alias("ballast.markout-row")]
public sealed record MarkoutRow(
    [property: Id(0)] MarkoutKey Key, [property: Id(1)] MarkoutFigures Spread, [property: Id(2)] MarkoutFigures[] Horizons);
