using Ballast.Domain.Ledger;
using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Events;

/// <summary>One thing that waits to be written to an inventory's journal.</summary>
internal abstract record PendingWrite
{
    /// <summary>Tells whoever waits that nothing came of it.</summary>
    internal abstract void Fail(Exception fault);
}

/// <summary>Events that are journaled together.</summary>
/// <param name="Requests">Whose they are, in order; all of one origin.</param>
internal sealed record EventGroup(IReadOnlyList<EventRequest> Requests) : PendingWrite
{
    internal Origin Origin => Requests[0].Origin;

    /// <summary>The events, in order.</summary>
    internal IEnumerable<LedgerEvent> Events => Requests.SelectMany(request => request.Events);

    internal override void Fail(Exception fault)
    {
        foreach (var request in Requests)
        {
            request.Done.TrySetException(fault);
        }
    }

    /// <summary>Hands each request its part of the receipts.</summary>
    /// <param name="receipts">One per event, in order.</param>
    internal void Answer(IReadOnlyList<FillReceipt> receipts)
    {
        var at = 0;
        foreach (var request in Requests)
        {
            request.Done.TrySetResult([.. receipts.Skip(at).Take(request.Events.Count)]);
            at += request.Events.Count;
        }
    }
}

/// <summary>Events of one caller.</summary>
/// <param name="Events">In order.</param>
/// <param name="Origin">Where they come from.</param>
internal sealed record EventRequest(IReadOnlyList<LedgerEvent> Events, Origin Origin)
{
    internal TaskCompletionSource<IReadOnlyList<FillReceipt>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What has become known of booked events.</summary>
/// <param name="Annotations">In the order in which they became known.</param>
/// <param name="Done">Completes once they are written, or cannot be.</param>
internal sealed record AnnotationBatch(IReadOnlyList<Annotation> Annotations, TaskCompletionSource Done) : PendingWrite
{
    // Whoever found them looks again; there is nothing to send again.
    internal override void Fail(Exception fault) => Done.TrySetResult();
}

/// <summary>Old segments that a verified checkpoint holds.</summary>
/// <param name="Step">What to drop.</param>
/// <param name="Done">Completes once they are dropped, or cannot be.</param>
internal sealed record SegmentDrop(RetentionStep Step, TaskCompletionSource Done) : PendingWrite
{
    // They are still there, and looked for again.
    internal override void Fail(Exception fault) => Done.TrySetResult();
}
