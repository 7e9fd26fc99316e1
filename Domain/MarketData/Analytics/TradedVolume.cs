namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Volume traded in a window of venue time.</summary>
/// <param name="Amount">Volume, in the venue's unit of amount; <see langword="null"/> for the reason given.</param>
/// <param name="Over">Length of the part of the window that was observed.</param>
/// <param name="Reason">Why the volume is <see langword="null"/>, or which part of the window was not observed; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.traded-volume")]
public readonly record struct TradedVolume(
    [property: Id(0)] double? Amount, [property: Id(1)] TimeSpan Over, [property: Id(2)] string? Reason);
