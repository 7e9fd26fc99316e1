using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Events of one caller.</summary>
/// <param name="Events">In order.</param>
/// <param name="Origin">Where they come from.</param>
internal sealed record EventRequest(IReadOnlyList<LedgerEvent> Events, Origin Origin)
{
    internal TaskCompletionSource<IReadOnlyList<FillReceipt>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
