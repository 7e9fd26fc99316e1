namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Sizes within a distance of the mid.</summary>
/// <param name="Bps">Distance in basis points of the mid; a level at exactly that distance counts.</param>
/// <param name="Bid">Size of the bids, in the venue's unit of amount; <see langword="null"/> when there is no mid.</param>
/// <param name="Ask">Size of the asks, in the venue's unit of amount; <see langword="null"/> when there is no mid.</param>
[GenerateSerializer, Immutable, Alias("ballast.depth-within")]
public readonly record struct DepthWithin(
    [property: Id(0)] decimal Bps, [property: Id(1)] decimal? Bid, [property: Id(2)] decimal? Ask);
