using Ballast.Grains.Fx;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory;

/// <summary>Services that the inventories of a silo share.</summary>
public sealed class InventoryServices(IJournalStore journals, PositionOutbox outbox, MarketClock clock, FxPoints rates, PnlMeter meter, TimeProvider time)
{
    internal IJournalStore Journals { get; } = journals;

    internal PositionOutbox Outbox { get; } = outbox;

    internal MarketClock Clock { get; } = clock;

    internal FxPoints Rates { get; } = rates;

    internal PnlMeter Meter { get; } = meter;

    internal TimeProvider Time { get; } = time;
}
