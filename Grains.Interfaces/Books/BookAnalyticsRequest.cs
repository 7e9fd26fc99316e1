namespace Ballast.Grains.Interfaces.Books;

/// <summary>Request for figures of a book, in addition to those that are always included.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-analytics-request")]
public sealed record BookAnalyticsRequest
{
    /// <summary>Maximum number of distances and of sizes in one request.</summary>
    public const int Most = 20;

    /// <summary>Distances from the mid within which to give the depth, in basis points.</summary>
    [Id(0)] public IReadOnlyList<decimal> Bps { get; init; } = [1m, 5m, 10m, 25m, 100m];

    /// <summary>Sizes for which to give the cost of buying and selling at once, in the venue's unit of amount.</summary>
    [Id(1)] public IReadOnlyList<decimal> Sizes { get; init; } = [];

    /// <summary>Why the request is invalid; <see langword="null"/> when it is valid.</summary>
    public string? Fault() =>
        Bps is null || Sizes is null ? "bps and sizes must be lists"
        : Bps.Count > Most ? $"bps names {Bps.Count} distances; at most {Most} can be asked for"
        : Sizes.Count > Most ? $"size names {Sizes.Count} sizes; at most {Most} can be asked for"
        : Bps.Where(bps => bps is < 0 or > 1_000_000m).Select(bps => $"bps {bps} must be from 0 to 1000000").FirstOrDefault()
            ?? Sizes.Where(size => size is <= 0 or > 1_000_000_000_000_000m).Select(size => $"size {size} must be positive and at most 10^15").FirstOrDefault();
}
