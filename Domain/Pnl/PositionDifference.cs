using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Domain.Pnl;

/// <summary>A ledger as it is compared with a venue.</summary>
public sealed record OwnPosition
{
    /// <summary>Terms of what is held.</summary>
    public required Instrument Terms { get; init; }

    /// <summary>Venue account.</summary>
    public required string Account { get; init; }

    /// <summary>Signed, in the venue's unit of amount.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Price the open cost was paid at, in quote; <see langword="null"/> when flat.</summary>
    public required decimal? AverageEntry { get; init; }

    /// <summary>Price of the mark, in quote; <see langword="null"/> without one.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>Venue time of the newest fill; the default when there is none.</summary>
    public required Instant LastFillAt { get; init; }

    /// <summary>Fees in assets without a rate, by asset.</summary>
    public IReadOnlyDictionary<string, decimal> FeesUnconverted { get; init; } = new Dictionary<string, decimal>();
}

/// <summary>Where a venue and we do not agree on what an account holds.</summary>
[GenerateSerializer, Immutable, Alias("ballast.position-difference")]
public sealed record PositionDifference
{
    /// <summary>Which instrument; <see langword="null"/> when it is an asset that no single instrument of ours stands for.</summary>
    [Id(0)] public required InstrumentId? Instrument { get; init; }

    /// <summary>Asset of a balance; <see langword="null"/> for a position.</summary>
    [Id(1)] public required string? Asset { get; init; }

    /// <summary>Venue account.</summary>
    [Id(2)] public required string Account { get; init; }

    /// <summary>What we hold; signed.</summary>
    [Id(3)] public required decimal Ours { get; init; }

    /// <summary>What the venue says; signed.</summary>
    [Id(4)] public required decimal Venue { get; init; }

    /// <summary>Venue less ours.</summary>
    [Id(5)] public required decimal Difference { get; init; }

    /// <summary>From our newest fill there to the report; negative when the fill is later; <see langword="null"/> without a fill.</summary>
    [Id(6)] public required TimeSpan? Age { get; init; }

    /// <summary>What may have caused it, each in words; empty when nothing is known.</summary>
    [Id(7)] public required string[] Hints { get; init; }

    /// <summary>What would make ours equal to the venue's; nothing books it by itself. <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(8)] public required Adjustment? Proposed { get; init; }

    /// <summary>Why nothing is proposed; otherwise <see langword="null"/>.</summary>
    [Id(9)] public required string? Reason { get; init; }
}
