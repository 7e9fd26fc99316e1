using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>Stored form of one account's ledger in one portfolio: the members of <see cref="LedgerState"/> by name, money in settle currency.</summary>
internal sealed record StoredLedger
{
    public required string Portfolio { get; init; }

    public required string Account { get; init; }

    public required decimal Quantity { get; init; }

    public required decimal OpenCost { get; init; }

    public required decimal Realized { get; init; }

    public required StoredLots Fifo { get; init; }

    public required StoredLots Lifo { get; init; }

    public required decimal Fees { get; init; }

    public required IReadOnlyDictionary<string, decimal> FeesByAsset { get; init; }

    public required IReadOnlyDictionary<string, decimal> FeesUnconverted { get; init; }

    public required decimal Funding { get; init; }

    public required long FundingMissing { get; init; }

    public required decimal FundingDifference { get; init; }

    public required decimal MidValue { get; init; }

    public required long MidsPending { get; init; }

    public required long FillsWithoutMid { get; init; }

    public required long GridMidFills { get; init; }

    /// <summary>Absent when 0, and in texts of version 0.1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ThinnedMidFills { get; init; }

    /// <summary>Absent when 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long FallbackFees { get; init; }

    /// <summary>Absent when 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LaterRateFees { get; init; }

    public required long Fills { get; init; }

    /// <summary>Venue time in microseconds.</summary>
    public required long LastFillAt { get; init; }

    public required bool Rounded { get; init; }

    public string? Overflow { get; init; }

    internal static StoredLedger From(LedgerKey key, LedgerState state) => new()
    {
        Portfolio = key.Portfolio,
        Account = key.Account,
        Quantity = state.Quantity,
        OpenCost = state.OpenCost,
        Realized = state.Realized,
        Fifo = StoredLots.From(state.Fifo),
        Lifo = StoredLots.From(state.Lifo),
        Fees = state.Fees,
        FeesByAsset = state.FeesByAsset,
        FeesUnconverted = state.FeesUnconverted,
        Funding = state.Funding,
        FundingMissing = state.FundingMissing,
        FundingDifference = state.FundingDifference,
        MidValue = state.MidValue,
        MidsPending = state.MidsPending,
        FillsWithoutMid = state.FillsWithoutMid,
        GridMidFills = state.GridMidFills,
        ThinnedMidFills = state.ThinnedMidFills,
        FallbackFees = state.FallbackFees,
        LaterRateFees = state.LaterRateFees,
        Fills = state.Fills,
        LastFillAt = state.LastFillAt.Micros,
        Rounded = state.Rounded,
        Overflow = state.Overflow,
    };

    internal LedgerState ToState() => LedgerState.Empty with
    {
        Quantity = Quantity,
        OpenCost = OpenCost,
        Realized = Realized,
        Fifo = Fifo.ToBook(lastFirst: false),
        Lifo = Lifo.ToBook(lastFirst: true),
        Fees = Fees,
        FeesByAsset = FeesByAsset.ToImmutableSortedDictionary(StringComparer.Ordinal),
        FeesUnconverted = FeesUnconverted.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Funding = Funding,
        FundingMissing = FundingMissing,
        FundingDifference = FundingDifference,
        MidValue = MidValue,
        MidsPending = MidsPending,
        FillsWithoutMid = FillsWithoutMid,
        GridMidFills = GridMidFills,
        ThinnedMidFills = ThinnedMidFills,
        FallbackFees = FallbackFees,
        LaterRateFees = LaterRateFees,
        Fills = Fills,
        LastFillAt = new(LastFillAt),
        Rounded = Rounded,
        Overflow = Overflow,
    };
}

/// <summary>Stored form of a <see cref="LotBook"/>.</summary>
internal sealed record StoredLots(decimal Realized, decimal OpenCost, StoredLot[] Lots)
{
    internal static StoredLots From(LotBook book) =>
        new(book.Realized, book.OpenCost, [.. book.Lots.Select(lot => new StoredLot(lot.Quantity, lot.Cost, lot.Price, lot.Opened.Micros))]);

    internal LotBook ToBook(bool lastFirst) =>
        LotBook.Of(lastFirst, Realized, OpenCost, [.. Lots.Select(lot => new Lot(lot.Quantity, lot.Cost, lot.Price, new(lot.Opened)))]);
}
