namespace Ballast.Domain.MarketData;

/// <summary>How wide a book's spread was, as a fraction of the mid, at the ends of the last whole seconds of venue time.</summary>
/// <param name="Mean"><see langword="null"/> with <paramref name="Reason"/>.</param>
/// <param name="Deviation">Sample standard deviation, over n − 1; <see langword="null"/> with fewer than two seconds.</param>
/// <param name="Samples">Seconds at whose end the book was live with both sides.</param>
/// <param name="Window">Seconds looked back.</param>
/// <param name="Reason">Why something is <see langword="null"/>; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.spread-statistics")]
public readonly record struct SpreadStatistics(
    [property: Id(0)] double? Mean,
    [property: Id(1)] double? Deviation,
    [property: Id(2)] int Samples,
    [property: Id(3)] TimeSpan Window,
    [property: Id(4)] string? Reason);

/// <summary>What traded over a stretch of venue time.</summary>
/// <param name="Amount">In the venue's unit of amount; <see langword="null"/> with <paramref name="Reason"/>.</param>
/// <param name="Over">Length of the stretch that was seen.</param>
/// <param name="Reason">Why the amount is <see langword="null"/>, or what was not seen of the stretch; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.traded-volume")]
public readonly record struct TradedVolume(
    [property: Id(0)] double? Amount, [property: Id(1)] TimeSpan Over, [property: Id(2)] string? Reason);
