using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Inventory.Events;

/// <summary>What has become known of booked events.</summary>
/// <param name="Annotations">In the order in which they became known.</param>
/// <param name="Done">Completes once they are written, or cannot be.</param>
internal sealed record AnnotationBatch(IReadOnlyList<Annotation> Annotations, TaskCompletionSource Done) : PendingWrite
{
    // Whoever found them looks again; there is nothing to send again.
    internal override void Fail(Exception fault) => Done.TrySetResult();
}
