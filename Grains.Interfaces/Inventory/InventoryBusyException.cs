namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>An inventory takes no more events for now, because too many wait or its store does not answer. Nothing was booked; send the same events again.</summary>
/// <remarks>The client library does so by itself, as after any <see cref="TimeoutException"/>.</remarks>
[GenerateSerializer, Alias("ballast.inventory-busy")]
public sealed class InventoryBusyException : TimeoutException
{
    /// <summary>Creates the exception.</summary>
    public InventoryBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public InventoryBusyException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public InventoryBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
