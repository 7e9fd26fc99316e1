using Ballast.Domain.MarketData.Books;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Figures from the best bid and ask; one that needs a missing side is <see langword="null"/>.</summary>
/// <remarks>All figures are computed for a crossed or locked book too, but <see cref="Top"/> says so, and no mark is taken from it.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.book-figures")]
public sealed record BookFigures
{
    /// <summary>Relation of the best bid to the best ask.</summary>
    [Id(0)] public required TopOfBook Top { get; init; }

    /// <summary>Highest bid, in quote.</summary>
    [Id(1)] public decimal? BestBid { get; init; }

    /// <summary>Lowest ask, in quote.</summary>
    [Id(2)] public decimal? BestAsk { get; init; }

    /// <summary>Mean of best bid and ask, in quote.</summary>
    [Id(3)] public decimal? Mid { get; init; }

    /// <summary>Best ask minus best bid, in quote; negative when crossed.</summary>
    [Id(4)] public decimal? Spread { get; init; }

    /// <summary><see cref="Spread"/> in basis points of <see cref="Mid"/>; also <see langword="null"/> when the mid is not positive.</summary>
    [Id(5)] public decimal? SpreadBps { get; init; }

    /// <summary>
    /// Mean of the best prices, each weighted by the size of the other side, in quote: it is nearer to the ask when the bid is larger.
    /// </summary>
    [Id(6)] public decimal? WeightedMid { get; init; }
}
