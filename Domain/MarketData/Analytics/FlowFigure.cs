namespace Ballast.Domain.MarketData.Analytics;

/// <summary>A figure over a recent window of time.</summary>
/// <param name="Value">The figure; <see langword="null"/> when it is not defined, for the reason given.</param>
/// <param name="IsComplete">Whether the whole window was observed; if not, <paramref name="Reason"/> says what is missing.</param>
/// <param name="Reason">Why the value is <see langword="null"/> or incomplete; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.flow-figure")]
public readonly record struct FlowFigure(
    [property: Id(0)] double? Value, [property: Id(1)] bool IsComplete, [property: Id(2)] string? Reason);
