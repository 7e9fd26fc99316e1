using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>One hub, over one connection that its readers and its writer share. The client library connects again by itself.</summary>
internal sealed class HubConnection : IAsyncDisposable
{
    private const int Prefetch = 500;
    private const long PrefetchBytes = 4 << 20;

    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);

    private readonly string _group;
    private readonly EventHubConnection _connection;

    internal HubConnection(EventHubsOptions options, string hub)
    {
        (Hub, _group) = (hub, options.Group);
        _connection = Connect(options, hub);
        Writer = new(_connection, new EventHubProducerClientOptions { RetryOptions = OneTry() });
    }

    /// <summary>Name of the hub.</summary>
    internal string Hub { get; }

    /// <summary>Host name of the namespace.</summary>
    internal string Namespace => _connection.FullyQualifiedNamespace;

    /// <summary>Sends, and asks for properties.</summary>
    internal EventHubProducerClient Writer { get; }

    /// <summary>A connection to a hub; it is made when it is first used.</summary>
    internal static EventHubConnection Connect(EventHubsOptions options, string hub) => options.ConnectionString.Length > 0
        ? new(options.ConnectionString, hub)
        : new(options.Namespace, hub, new DefaultAzureCredential());

    /// <summary>Begins to read a partition.</summary>
    internal PartitionReceiver Read(string partition, EventPosition from) =>
        new(_group, partition, from, _connection, new() { PrefetchCount = Prefetch, PrefetchSizeInBytes = PrefetchBytes, RetryOptions = OneTry() });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>Who reads and who writes tries again with pauses of its own, and must know what failed.</summary>
    private static EventHubsRetryOptions OneTry() => new() { MaximumRetries = 0, TryTimeout = TryTimeout };
}
