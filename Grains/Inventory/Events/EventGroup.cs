using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Events that are journaled together.</summary>
/// <param name="Requests">The callers' requests, in order; all have the same origin.</param>
internal sealed record EventGroup(IReadOnlyList<EventRequest> Requests) : PendingWrite
{
    internal Origin Origin => Requests[0].Origin;

    /// <summary>Events of all requests, in order.</summary>
    internal IEnumerable<LedgerEvent> Events => Requests.SelectMany(request => request.Events);

    internal override void Fail(Exception fault)
    {
        foreach (var request in Requests)
        {
            request.Done.TrySetException(fault);
        }
    }

    /// <summary>Each request with its part of the receipts.</summary>
    /// <param name="receipts">One per event, in order.</param>
    internal IEnumerable<(EventRequest Request, IReadOnlyList<FillReceipt> Receipts)> Answers(IReadOnlyList<FillReceipt> receipts)
    {
        var at = 0;
        foreach (var request in Requests)
        {
            yield return (request, [.. receipts.Skip(at).Take(request.Events.Count)]);
            at += request.Events.Count;
        }
    }
}
