using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Interfaces;

/// <summary>One ledger: an account's position in an instrument for a portfolio. Money is in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.position-view")]
public sealed record PositionView
{
    /// <summary>What is held.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue account.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Portfolio the ledger belongs to.</summary>
    [Id(2)] public required string Portfolio { get; init; }

    /// <summary>Signed, in the venue's unit of amount.</summary>
    [Id(3)] public required decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over what is open; 0 when flat.</summary>
    [Id(4)] public required decimal OpenCost { get; init; }

    /// <summary>Price at which the open cost was paid (harmonic for inverse); <see langword="null"/> when flat.</summary>
    [Id(5)] public required decimal? AverageEntry { get; init; }

    /// <summary>Profit of what was closed, before fees, at average cost.</summary>
    [Id(6)] public required decimal Realized { get; init; }

    /// <summary>Profit of what is open at the mark; 0 when flat; <see langword="null"/> without a mark.</summary>
    [Id(7)] public required decimal? Unrealized { get; init; }

    /// <summary>Fees less rebates.</summary>
    [Id(8)] public required decimal Fees { get; init; }

    /// <summary>Fees in assets without a rate, by asset; empty when there are none.</summary>
    [Id(9)] public required IReadOnlyDictionary<string, decimal> FeesUnconverted { get; init; }

    /// <summary>Funding received less paid; <see langword="null"/> when a funding time passed without a known rate or amount.</summary>
    [Id(10)] public required decimal? Funding { get; init; }

    /// <summary>Realised plus unrealised less fees plus funding; <see langword="null"/> without a mark or with unconverted fees.</summary>
    [Id(11)] public required decimal? Total { get; init; }

    /// <summary>Why <see cref="Total"/> is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(12)] public required string? Reason { get; init; }

    /// <summary>Price of the mark, in quote.</summary>
    [Id(13)] public required decimal? Mark { get; init; }

    /// <summary>Where the mark came from.</summary>
    [Id(14)] public required MarkSource MarkSource { get; init; }

    /// <summary>Venue time of the mark.</summary>
    [Id(15)] public required Instant? MarkTime { get; init; }

    /// <summary>Asset of every money figure here.</summary>
    [Id(16)] public required string Settle { get; init; }

    /// <summary>The contract's terms in short.</summary>
    [Id(17)] public required ContractValue Contract { get; init; }

    /// <summary>Fills booked.</summary>
    [Id(18)] public required long Fills { get; init; }

    /// <summary>Venue time of the newest fill.</summary>
    [Id(19)] public required Instant LastFillAt { get; init; }

    /// <summary>Hash over the ledger's state; equal for equal histories.</summary>
    [Id(20)] public required string StateHash { get; init; }

    /// <summary>Age of the mark on the market clock when this was made, negative when the venue's clock runs ahead; <see langword="null"/> without a mark.</summary>
    [Id(21)] public TimeSpan? MarkAge { get; init; }

    /// <summary>Where the total comes from; <see langword="null"/> in views made before there was one.</summary>
    [Id(22)] public Attribution? Attribution { get; init; }
}

/// <summary>All ledgers of one instrument that belong to one portfolio.</summary>
[GenerateSerializer, Immutable, Alias("ballast.position-push")]
public sealed record PositionPush
{
    /// <summary>Which instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the inventory; with <see cref="Version"/> it orders pushes.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Rises with every push of an epoch.</summary>
    [Id(2)] public required long Version { get; init; }

    /// <summary>Entries of the journal this rests on; a smaller one later means a lost tail.</summary>
    [Id(3)] public required long JournalLength { get; init; }

    /// <summary>One per account, ordered by account; empty when the portfolio holds nothing here any more.</summary>
    [Id(4)] public required PositionView[] Positions { get; init; }

    /// <summary>Asset of every figure in <see cref="Closed"/>.</summary>
    [Id(5)] public string Settle { get; init; } = "";

    /// <summary>Values closed since the last push the portfolio took, oldest first.</summary>
    [Id(6)] public ClosedValue[] Closed { get; init; } = [];

    /// <summary>Events that came after values at or after their time were closed, since the last push the portfolio took.</summary>
    [Id(7)] public LateEvent[] Late { get; init; } = [];
}
