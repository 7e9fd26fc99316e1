using Ballast.Grains.Fx;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.OrderBooks.Mids;

namespace Ballast.Grains.Inventory;

/// <summary>Services that the inventories of a silo share.</summary>
public sealed class InventoryServices(JournalServices journals, LocalPath path, MarketClock clock, PastMarket past, PnlMeter meter, TimeProvider time)
{
    internal JournalServices Journals { get; } = journals;

    internal PositionOutbox Outbox { get; } = path.Outbox;

    internal MidInboxes Mids { get; } = path.Mids;

    internal MarketClock Clock { get; } = clock;

    internal FxPoints Rates { get; } = past.Rates;

    internal SampleCache Samples { get; } = past.Samples;

    internal PnlMeter Meter { get; } = meter;

    internal TimeProvider Time { get; } = time;
}

/// <summary>What the inventories of a silo share for their journals.</summary>
/// <param name="Store">Store of the journals.</param>
/// <param name="Turns">Order in which old segments are checked.</param>
/// <param name="Folds">Order in which whole journals are folded.</param>
public sealed record JournalServices(IJournalStore Store, RetentionTurns Turns, FoldTurns Folds);

/// <summary>The way of mids into the inventories of a silo, and of positions out of them.</summary>
/// <param name="Mids">Where books of the silo hand mids over.</param>
/// <param name="Outbox">Sends positions.</param>
public sealed record LocalPath(MidInboxes Mids, PositionOutbox Outbox);

/// <summary>What the inventories of a silo share of past market data.</summary>
/// <param name="Rates">Rates of closed minutes.</param>
/// <param name="Samples">Closed samples of mids.</param>
public sealed record PastMarket(FxPoints Rates, SampleCache Samples);
