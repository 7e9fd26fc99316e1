namespace Ballast.Silo.Streams.EventHubs;

/// <summary>A hub and how it is read.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Queues">Its partitions.</param>
/// <param name="Adapter">Translates its events.</param>
/// <param name="Reading">What is read of it.</param>
internal sealed record HubSource(HubConnection Connection, HubQueues Queues, HubAdapter Adapter, HubReading Reading);
