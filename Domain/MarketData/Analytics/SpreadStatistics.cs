namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Statistics of a book's spread, as a fraction of the mid, sampled at the end of each of the last seconds of venue time.</summary>
/// <param name="Mean">Mean spread; <see langword="null"/> when there are too few samples.</param>
/// <param name="Deviation">Sample standard deviation, with n − 1; <see langword="null"/> with fewer than two samples.</param>
/// <param name="Samples">Number of seconds at whose end the book was live and had both sides.</param>
/// <param name="Window">Length of the window.</param>
/// <param name="Reason">Why figures are <see langword="null"/>; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.spread-statistics")]
public readonly record struct SpreadStatistics(
    [property: Id(0)] double? Mean,
    [property: Id(1)] double? Deviation,
    [property: Id(2)] int Samples,
    [property: Id(3)] TimeSpan Window,
    [property: Id(4)] string? Reason);
