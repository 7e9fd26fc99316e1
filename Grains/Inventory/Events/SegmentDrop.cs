using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Old segments that a verified checkpoint holds.</summary>
/// <param name="Step">What to drop.</param>
/// <param name="Done">Completes once they are dropped, or cannot be.</param>
internal sealed record SegmentDrop(RetentionStep Step, TaskCompletionSource Done) : PendingWrite
{
    // They are still there, and looked for again.
    internal override void Fail(Exception fault) => Done.TrySetResult();
}
