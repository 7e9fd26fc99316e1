namespace Ballast.Domain.Pnl.Markouts;

/// <summary>One fill with its spread capture and its markouts.</summary>
[GenerateSerializer, Immutable, Alias("ballast.fill-markouts")]
public sealed record FillMarkouts
{
    /// <summary>The fill.</summary>
    [Id(0)] public required MarkoutFill Fill { get; init; }

    /// <summary>Last mid at or before the fill; <see langword="null"/> while it may still change.</summary>
    [Id(1)] public required FinalMid? AtFill { get; init; }

    /// <summary><c>s·q·(V(mid at the fill) − V(p))</c>, in settle currency; <see langword="null"/> while that mid is unknown.</summary>
    [Id(2)] public required decimal? Spread { get; init; }

    /// <summary>
    /// Distance of the price from the mid at the fill in our favour, in basis points of that mid; <see langword="null"/> while it is
    /// unknown.
    /// </summary>
    [Id(3)] public required decimal? EffectiveHalfSpreadBps { get; init; }

    /// <summary>Markouts, one per horizon in the order of the policy; <see langword="null"/> while pending.</summary>
    [Id(4)] public required Markout?[] Markouts { get; init; }

    /// <summary>Computes spread capture and markouts from the mids.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="atFill">Mid at the fill; <see langword="null"/> while pending.</param>
    /// <param name="atHorizons">Mid at each horizon; <see langword="null"/> while pending.</param>
    /// <exception cref="ArgumentOutOfRangeException">A mid is not positive.</exception>
    public static FillMarkouts Of(MarkoutFill fill, FinalMid? atFill, IReadOnlyList<FinalMid?> atHorizons)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentNullException.ThrowIfNull(atHorizons);
        return new()
        {
            Fill = fill,
            AtFill = atFill,
            Spread = atFill?.Mid is { } mid ? fill.GainAt(mid) : null,
            EffectiveHalfSpreadBps = atFill?.Mid is { } unit ? fill.BpsAt(unit, unit) : null,
            Markouts = [.. atHorizons.Select(final => final is { } known ? Markout.Of(fill, known.Mid, atFill?.Mid) with { IsThinned = known.IsThinned } : null)],
        };
    }
}
