using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Interfaces;

/// <summary>Figures of a ledger under one cost method, in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.cost-view")]
public sealed record CostView
{
    /// <summary>Profit of closed quantities, before fees.</summary>
    [Id(0)] public required decimal Realized { get; init; }

    /// <summary>Profit of the open position at the mark; 0 when flat, <see langword="null"/> without a mark.</summary>
    [Id(1)] public required decimal? Unrealized { get; init; }

    /// <summary>Signed sum of quantity times contract value over the open position; 0 when flat.</summary>
    [Id(2)] public required decimal OpenCost { get; init; }

    /// <summary>Average entry price, in quote (the harmonic mean for inverse); <see langword="null"/> when flat.</summary>
    [Id(3)] public required decimal? AverageEntry { get; init; }

    /// <summary>Open lots, oldest first; empty at average cost, which has no lots.</summary>
    [Id(4)] public required OpenLot[] Lots { get; init; }
}

/// <summary>The part of an opening trade that is still open.</summary>
/// <param name="Quantity">Signed quantity, in the venue's unit of amount.</param>
/// <param name="Price">Price at which it was opened, in quote.</param>
[GenerateSerializer, Immutable, Alias("ballast.open-lot")]
public readonly record struct OpenLot([property: Id(0)] decimal Quantity, [property: Id(1)] decimal Price);

/// <summary>One ledger with all cost methods.</summary>
[GenerateSerializer, Immutable, Alias("ballast.ledger-view")]
public sealed record LedgerView
{
    /// <summary>The position as shown in portfolios.</summary>
    [Id(0)] public required PositionView Position { get; init; }

    /// <summary>Figures at average cost.</summary>
    [Id(1)] public required CostView Average { get; init; }

    /// <summary>Figures under first-in-first-out.</summary>
    [Id(2)] public required CostView Fifo { get; init; }

    /// <summary>Figures under last-in-first-out.</summary>
    [Id(3)] public required CostView Lifo { get; init; }

    /// <summary>Fees minus rebates as charged, by asset.</summary>
    [Id(4)] public required IReadOnlyDictionary<string, decimal> FeesByAsset { get; init; }

    /// <summary>The venue's funding amounts minus those computed from its rates, over funding times with both.</summary>
    [Id(5)] public required decimal FundingDifference { get; init; }

    /// <summary>Number of funding times with a position but neither rate nor amount.</summary>
    [Id(6)] public required long FundingMissing { get; init; }

    /// <summary>The ledger's share of the account's newest venue funding amount; <see langword="null"/> when there was none.</summary>
    [Id(7)] public required decimal? FundingShare { get; init; }

    /// <summary>Whether a sum needed more than 28 digits and was rounded.</summary>
    [Id(8)] public required bool Rounded { get; init; }
}

/// <summary>A portfolio's ledgers of one instrument, and counts of its inventory.</summary>
[GenerateSerializer, Immutable, Alias("ballast.inventory-view")]
public sealed record InventoryView
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Ledgers, one per account, in order of account.</summary>
    [Id(1)] public required LedgerView[] Ledgers { get; init; }

    /// <summary>Digest of all ledgers, attributions and markouts of the instrument; equal for equal histories.</summary>
    [Id(2)] public required string StateHash { get; init; }

    /// <summary>Number of journal entries in these figures.</summary>
    [Id(3)] public required long JournalLength { get; init; }

    /// <summary>Number of duplicates ignored since activation, over all portfolios.</summary>
    [Id(4)] public required long Duplicates { get; init; }

    /// <summary>Number of events that had the key of a booked event but another payload since activation, over all portfolios.</summary>
    [Id(5)] public required long Conflicts { get; init; }

    /// <summary>Number of events refused since activation, over all portfolios, including those too old or too far in the future.</summary>
    [Id(6)] public required long Refused { get; init; }

    /// <summary>Voids of the portfolio whose fill has not arrived but still may.</summary>
    [Id(7)] public required FillVoid[] OpenVoids { get; init; }

    /// <summary>
    /// Voids of the portfolio whose fill did not arrive before it became too old for the journal. They would now be refused, with the reason
    /// and the proposed adjustment given.
    /// </summary>
    [Id(8)] public required FillReceipt[] LapsedVoids { get; init; }
}

/// <summary>A portfolio's markouts in one instrument, in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.markout-view")]
public sealed record MarkoutView
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Asset of the sums.</summary>
    [Id(1)] public required string Settle { get; init; }

    /// <summary>Horizons, e.g. <c>1s</c>, in the order of all rows.</summary>
    [Id(2)] public required string[] Horizons { get; init; }

    /// <summary>Sums by liquidity, side, venue, hour and size.</summary>
    [Id(3)] public required MarkoutRow[] Rows { get; init; }

    /// <summary>Newest fills with their markouts, newest first.</summary>
    [Id(4)] public required FillMarkouts[] Recent { get; init; }

    /// <summary>The sums in the form that <see cref="MarkoutTable.Parse"/> reads, for merging with those of other instruments.</summary>
    [Id(5)] public required byte[] Table { get; init; }
}

/// <summary>A portfolio's markouts over all instruments settled in one asset.</summary>
/// <param name="Settle">Asset of the sums.</param>
/// <param name="Horizons">Horizons, in the order of all rows.</param>
/// <param name="Rows">Rows, one per combination of the requested dimensions.</param>
public sealed record PortfolioMarkouts(string Settle, IReadOnlyList<string> Horizons, IReadOnlyList<MarkoutRow> Rows);
