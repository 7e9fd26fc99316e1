namespace Ballast.Domain.MarketData;

/// <summary>A figure over a stretch of the past.</summary>
/// <param name="Value"><see langword="null"/> when it is not defined; <paramref name="Reason"/> says why.</param>
/// <param name="IsComplete">Whether all of the stretch was seen; if not, <paramref name="Reason"/> says what is missing.</param>
/// <param name="Reason"><see langword="null"/> when there is nothing to say.</param>
[GenerateSerializer, Immutable, Alias("ballast.flow-figure")]
public readonly record struct FlowFigure(
    [property: Id(0)] double? Value, [property: Id(1)] bool IsComplete, [property: Id(2)] string? Reason);
