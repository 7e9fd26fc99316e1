using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Interfaces;

/// <summary>One cost method's side of a ledger, in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.cost-view")]
public sealed record CostView
{
    /// <summary>Profit of what was closed, before fees.</summary>
    [Id(0)] public required decimal Realized { get; init; }

    /// <summary>Profit of what is open at the mark; 0 when flat; <see langword="null"/> without a mark.</summary>
    [Id(1)] public required decimal? Unrealized { get; init; }

    /// <summary>Signed sum of quantity times contract value over what is open; 0 when flat.</summary>
    [Id(2)] public required decimal OpenCost { get; init; }

    /// <summary>Price at which the open cost was paid (harmonic for inverse); <see langword="null"/> when flat.</summary>
    [Id(3)] public required decimal? AverageEntry { get; init; }

    /// <summary>Open lots, oldest first; empty at average cost, which keeps none.</summary>
    [Id(4)] public required OpenLot[] Lots { get; init; }
}

/// <summary>What is left of one opening trade.</summary>
/// <param name="Quantity">Signed, in the venue's unit of amount.</param>
/// <param name="Price">In quote.</param>
[GenerateSerializer, Immutable, Alias("ballast.open-lot")]
public readonly record struct OpenLot([property: Id(0)] decimal Quantity, [property: Id(1)] decimal Price);

/// <summary>One ledger in full.</summary>
[GenerateSerializer, Immutable, Alias("ballast.ledger-view")]
public sealed record LedgerView
{
    /// <summary>The position as portfolios see it.</summary>
    [Id(0)] public required PositionView Position { get; init; }

    /// <summary>At average cost.</summary>
    [Id(1)] public required CostView Average { get; init; }

    /// <summary>Oldest lots closed first.</summary>
    [Id(2)] public required CostView Fifo { get; init; }

    /// <summary>Newest lots closed first.</summary>
    [Id(3)] public required CostView Lifo { get; init; }

    /// <summary>Fees less rebates as charged, by asset.</summary>
    [Id(4)] public required IReadOnlyDictionary<string, decimal> FeesByAsset { get; init; }

    /// <summary>The venue's funding amounts less what its rates came to, where both are known.</summary>
    [Id(5)] public required decimal FundingDifference { get; init; }

    /// <summary>Funding times with a position but neither rate nor amount.</summary>
    [Id(6)] public required long FundingMissing { get; init; }

    /// <summary>Share of the account's newest venue funding amount; <see langword="null"/> while there was none.</summary>
    [Id(7)] public required decimal? FundingShare { get; init; }

    /// <summary>Whether a sum needed more than 28 digits and was rounded.</summary>
    [Id(8)] public required bool Rounded { get; init; }
}

/// <summary>A portfolio's ledgers of one instrument, and what its inventory has counted.</summary>
[GenerateSerializer, Immutable, Alias("ballast.inventory-view")]
public sealed record InventoryView
{
    /// <summary>Which instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>One per account, ordered by account.</summary>
    [Id(1)] public required LedgerView[] Ledgers { get; init; }

    /// <summary>Hash over every ledger, attribution and markout of the instrument; equal for equal histories.</summary>
    [Id(2)] public required string StateHash { get; init; }

    /// <summary>Entries of the journal this rests on.</summary>
    [Id(3)] public required long JournalLength { get; init; }

    /// <summary>Repeats ignored since activation, over all portfolios.</summary>
    [Id(4)] public required long Duplicates { get; init; }

    /// <summary>Events with a known key and another payload since activation, over all portfolios.</summary>
    [Id(5)] public required long Conflicts { get; init; }

    /// <summary>Events refused since activation, over all portfolios, stamps too old or ahead among them.</summary>
    [Id(6)] public required long Refused { get; init; }

    /// <summary>Voids of the portfolio whose fill has not come and still may.</summary>
    [Id(7)] public required FillVoid[] OpenVoids { get; init; }

    /// <summary>
    /// Voids of the portfolio that waited until the journal no longer reached back to their fill: they would now be refused, for the
    /// reason and with the proposal given.
    /// </summary>
    [Id(8)] public required FillReceipt[] LapsedVoids { get; init; }
}

/// <summary>A portfolio's markouts in one instrument, in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.markout-view")]
public sealed record MarkoutView
{
    /// <summary>Which instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Asset of the sums.</summary>
    [Id(1)] public required string Settle { get; init; }

    /// <summary>Times after a fill, e.g. <c>1s</c>, in the order of every row.</summary>
    [Id(2)] public required string[] Horizons { get; init; }

    /// <summary>Sums by liquidity, side, venue, hour and size.</summary>
    [Id(3)] public required MarkoutRow[] Rows { get; init; }

    /// <summary>Newest fills, newest first.</summary>
    [Id(4)] public required FillMarkouts[] Recent { get; init; }

    /// <summary>The sums as <see cref="MarkoutTable.Parse"/> reads them, to be merged with other instruments'.</summary>
    [Id(5)] public required byte[] Table { get; init; }
}

/// <summary>A portfolio's markouts over all instruments settled in one asset.</summary>
/// <param name="Settle">Asset of the sums.</param>
/// <param name="Horizons">Times after a fill, in the order of every row.</param>
/// <param name="Rows">One per combination of the dimensions asked for.</param>
public sealed record PortfolioMarkouts(string Settle, IReadOnlyList<string> Horizons, IReadOnlyList<MarkoutRow> Rows);
