using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Events;

/// <summary>A drop of old segments that a verified checkpoint replaces.</summary>
/// <param name="Step">Segments to drop.</param>
/// <param name="Done">Completes when they are dropped or the drop has failed.</param>
internal sealed record SegmentDrop(RetentionStep Step, TaskCompletionSource Done) : PendingWrite
{
    // A failure is not reported: the segments remain, and the next check finds them again.
    internal override void Fail(Exception fault) => Done.TrySetResult();
}
