namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Markout of one fill at one horizon.</summary>
/// <param name="Mid">Last mid at or before the horizon, in quote; when there was none, all members are <see langword="null"/>.</param>
/// <param name="Value"><c>s·q·(V(mid) − V(p))</c>, in settle currency, positive for a gain, with sign s of the side.</param>
/// <param name="Bps">Move in our favour from the fill's price to the mid, in basis points of that price.</param>
/// <param name="Drift">Markout minus spread capture, negative for adverse selection; also <see langword="null"/> while the mid at the fill is unknown.</param>
/// <param name="IsThinned">Whether the mid may not be the last one at or before the horizon, because the book could send only one mid for each 10 ms.</param>
[GenerateSerializer, Immutable, Alias("ballast.markout")]
public sealed record Markout(
    [property: Id(0)] decimal? Mid,
    [property: Id(1)] decimal? Value,
    [property: Id(2)] decimal? Bps,
    [property: Id(3)] decimal? Drift,
    [property: Id(4)] bool IsThinned = false)
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
