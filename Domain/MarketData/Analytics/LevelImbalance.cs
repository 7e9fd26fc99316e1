namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Imbalance between bid and ask sizes on the best levels.</summary>
/// <param name="Levels">Number of levels counted on each side.</param>
/// <param name="Value">(bids − asks) / (bids + asks) of their sizes, from −1 to 1, positive when more is bid; <see langword="null"/> when both sides are empty.</param>
[GenerateSerializer, Immutable, Alias("ballast.level-imbalance")]
public readonly record struct LevelImbalance([property: Id(0)] int Levels, [property: Id(1)] double? Value);
