using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Events that one caller submitted.</summary>
/// <param name="Events">Events, in the order given.</param>
/// <param name="Origin">Whether they are live or imported.</param>
/// <param name="GivenUpAt">Timestamp from which the caller no longer waits; <see langword="null"/> when it has not said how long it waits.</param>
internal sealed record EventRequest(IReadOnlyList<LedgerEvent> Events, Origin Origin, long? GivenUpAt)
{
    internal TaskCompletionSource<IReadOnlyList<FillReceipt>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
