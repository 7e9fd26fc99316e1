namespace Ballast.Domain.MarketData;

/// <summary>What one instrument's market data offers as marks, as of one event. Prices are in quote; NaN where there never was one.</summary>
/// <remarks>
/// The last of each second of venue time is kept and passed on, so that what was known at a whole second does not hang on
/// how often somebody was told.
/// </remarks>
/// <param name="At">Monotone venue time of the event.</param>
/// <param name="Mid">Last mid of the live, uncrossed, two-sided book.</param>
/// <param name="WeightedMid">The same with each side's price weighted by the other side's size.</param>
/// <param name="MidAt">Until when both are known to have held; before <paramref name="At"/> when the book has none now.</param>
/// <param name="LastTrade">Price of the last trade.</param>
/// <param name="LastTradeAt">When it was; the default when there was none.</param>
[GenerateSerializer, Immutable, Alias("ballast.book-mark")]
public readonly record struct BookMark(
    [property: Id(0)] Instant At,
    [property: Id(1)] double Mid,
    [property: Id(2)] double WeightedMid,
    [property: Id(3)] Instant MidAt,
    [property: Id(4)] double LastTrade,
    [property: Id(5)] Instant LastTradeAt)
{
    /// <summary>Number of the whole second this is the previous tick of, if nothing comes after it: that at or after <see cref="At"/>.</summary>
    public long Second => (At.Micros + Instant.PerSecond - 1) / Instant.PerSecond;
}
