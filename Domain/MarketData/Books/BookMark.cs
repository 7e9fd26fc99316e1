namespace Ballast.Domain.MarketData.Books;

/// <summary>Prices of one instrument that can serve as marks, as of one event. Prices are in quote; NaN where there has never been one.</summary>
/// <remarks>
/// The last one of each second of venue time is kept and sent on, so that the marks of a whole second do not depend on how often
/// updates were sent.
/// </remarks>
/// <param name="At">Monotone venue time of the event.</param>
/// <param name="Mid">Last mid of the live, uncrossed, two-sided book.</param>
/// <param name="WeightedMid">Its mid with each side's price weighted by the other side's size.</param>
/// <param name="MidAt">Venue time up to which both are known to have held; earlier than <paramref name="At"/> when the book has no mid now.</param>
/// <param name="LastTrade">Price of the last trade.</param>
/// <param name="LastTradeAt">Venue time of that trade; the default when there was none.</param>
[GenerateSerializer, Immutable, Alias("ballast.book-mark")]
public readonly record struct BookMark(
    [property: Id(0)] Instant At,
    [property: Id(1)] double Mid,
    [property: Id(2)] double WeightedMid,
    [property: Id(3)] Instant MidAt,
    [property: Id(4)] double LastTrade,
    [property: Id(5)] Instant LastTradeAt)
{
    /// <summary>Whole second since the epoch at or after <see cref="At"/>, at which this mark holds unless a later one precedes that second.</summary>
    public long Second => (At.Micros + Instant.PerSecond - 1) / Instant.PerSecond;
}
