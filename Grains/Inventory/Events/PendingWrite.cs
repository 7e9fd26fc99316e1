namespace Ballast.Grains.Inventory.Events;

/// <summary>A write to an inventory's journal that waits for its turn.</summary>
internal abstract record PendingWrite
{
    /// <summary>Completes those who wait for this write, which has failed.</summary>
    internal abstract void Fail(Exception fault);
}
