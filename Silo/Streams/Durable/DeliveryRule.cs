namespace Ballast.Silo.Streams.Durable;

/// <summary>What a durable stream owes its consumers.</summary>
internal enum DeliveryRule
{
    /// <summary>
    /// Every message until a delivery of it has completed. A stream whose consumer takes nothing fills the memory of its partition, and the partition waits.
    /// </summary>
    Everything,

    /// <summary>The newest messages; a consumer sees from the sequence what it has missed. Streams without a consumer are let go.</summary>
    Newest,
}
