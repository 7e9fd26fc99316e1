namespace Ballast.Domain.Pnl;

/// <summary>A mid that no later event can change.</summary>
/// <param name="Mid">The mid, in quote, positive; <see langword="null"/> when the book had none at that time.</param>
[GenerateSerializer, Immutable, Alias("ballast.final-mid")]
public readonly record struct FinalMid([property: Id(0)] decimal? Mid);

/// <summary>Markout of one fill at one horizon.</summary>
/// <param name="Mid">Last mid at or before the horizon, in quote; when there was none, all members are <see langword="null"/>.</param>
/// <param name="Value"><c>s·q·(V(mid) − V(p))</c>, in settle currency, positive for a gain, with sign s of the side.</param>
/// <param name="Bps">Move in our favour from the fill's price to the mid, in basis points of that price.</param>
/// <param name="Drift">Markout minus spread capture, negative for adverse selection; also <see langword="null"/> while the mid at the fill is unknown.</param>
[GenerateSerializer, Immutable, Alias("ballast.markout")]
public sealed record Markout(
    [property: Id(0)] decimal? Mid, [property: Id(1)] decimal? Value, [property: Id(2)] decimal? Bps, [property: Id(3)] decimal? Drift)
{
    /// <summary>Computes the markout of <paramref name="fill"/> at <paramref name="mid"/>.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="mid">Mid at the horizon, in quote; <see langword="null"/> when there was none.</param>
    /// <param name="midAtFill">Mid at the fill, in quote; <see langword="null"/> when there was none or it is not known yet.</param>
    /// <exception cref="ArgumentOutOfRangeException">A mid is not positive.</exception>
    public static Markout Of(MarkoutFill fill, decimal? mid, decimal? midAtFill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        if (mid is not { } known)
        {
            return new(null, null, null, null);
        }

        var value = fill.GainAt(known);
        var spread = midAtFill is { } atFill ? fill.GainAt(atFill) : null;
        return new(known, value, fill.BpsAt(known, fill.Price), value - spread);
    }
}

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
            Markouts = [.. atHorizons.Select(final => final is { } known ? Markout.Of(fill, known.Mid, atFill?.Mid) : null)],
        };
    }
}
