namespace Ballast.Grains.Inventory.Events;

/// <summary>One thing that waits to be written to an inventory's journal.</summary>
internal abstract record PendingWrite
{
    /// <summary>Tells whoever waits that nothing came of it.</summary>
    internal abstract void Fail(Exception fault);
}
