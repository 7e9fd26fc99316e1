using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Short ways to call an inventory.</summary>
internal static class InventoryCalls
{
    /// <summary>Books fills.</summary>
    internal static Task<RecordedFills> RecordFills(this IInventoryGrain inventory, PortfolioId portfolio, IReadOnlyList<Fill> fills) =>
        inventory.RecordEvents(portfolio, fills);
}
