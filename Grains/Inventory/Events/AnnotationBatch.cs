using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Annotations of booked events that wait to be journaled.</summary>
/// <param name="Annotations">Annotations, in the order in which they were found.</param>
/// <param name="Done">Completes when they are written or the write has failed.</param>
internal sealed record AnnotationBatch(IReadOnlyList<Annotation> Annotations, TaskCompletionSource Done) : PendingWrite
{
    // A failure is not reported, because the annotations are derived: the next activation finds them again.
    internal override void Fail(Exception fault) => Done.TrySetResult();
}
