namespace Ballast.Domain.MarketData;

/// <summary>What follows from the best prices; a figure that needs a side which is not there is <see langword="null"/>.</summary>
/// <remarks>Of a crossed or locked book everything is computed, but <see cref="Top"/> says so: no mark is taken from it.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.book-figures")]
public sealed record BookFigures
{
    /// <summary>How the best prices lie to each other.</summary>
    [Id(0)] public required TopOfBook Top { get; init; }

    /// <summary>Highest bid, in quote.</summary>
    [Id(1)] public decimal? BestBid { get; init; }

    /// <summary>Lowest ask, in quote.</summary>
    [Id(2)] public decimal? BestAsk { get; init; }

    /// <summary>Mean of both, in quote.</summary>
    [Id(3)] public decimal? Mid { get; init; }

    /// <summary>Ask less bid, in quote; negative when crossed.</summary>
    [Id(4)] public decimal? Spread { get; init; }

    /// <summary><see cref="Spread"/> in basis points of <see cref="Mid"/>; <see langword="null"/> too when that is not positive.</summary>
    [Id(5)] public decimal? SpreadBps { get; init; }

    /// <summary>
    /// Best prices, each weighted by the size of the other side, in quote: it leans to the ask when the bid is heavy.
    /// </summary>
    [Id(6)] public decimal? WeightedMid { get; init; }
}

/// <summary>What lies within a distance of the mid.</summary>
/// <param name="Bps">Distance in basis points of the mid; a level exactly there counts.</param>
/// <param name="Bid">Size of the bids, in the venue's unit of amount; <see langword="null"/> when there is no mid.</param>
/// <param name="Ask">Size of the asks.</param>
[GenerateSerializer, Immutable, Alias("ballast.depth-within")]
public readonly record struct DepthWithin(
    [property: Id(0)] decimal Bps, [property: Id(1)] decimal? Bid, [property: Id(2)] decimal? Ask);

/// <summary>How much more is bid than offered on the best levels.</summary>
/// <param name="Levels">Levels a side that count.</param>
/// <param name="Value">(bids − asks) / (bids + asks) of their sizes, from −1 to 1; <see langword="null"/> when there are none.</param>
[GenerateSerializer, Immutable, Alias("ballast.level-imbalance")]
public readonly record struct LevelImbalance([property: Id(0)] int Levels, [property: Id(1)] double? Value);
