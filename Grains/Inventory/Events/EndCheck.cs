namespace Ballast.Grains.Inventory.Events;

/// <summary>A check that the store still has the journal's end, so that an inventory without new events notices a loss too.</summary>
internal sealed record EndCheck : PendingWrite
{
    // Nobody waits for it: a failure of the store is followed by the next check.
    internal override void Fail(Exception fault)
    {
    }
}
