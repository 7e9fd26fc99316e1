using Ballast.Domain.Ledger.Events;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Streams;

namespace Ballast.Client.Streams;

/// <summary>The stream provider of fills in a client: it writes to the topic, and silos read.</summary>
internal sealed class KafkaFillFactory : IQueueAdapterFactory, IQueueAdapter, IDisposable
{
    private readonly Serializer<LedgerEvent> _serializer;
    private readonly TopicWriter _writer;

    internal KafkaFillFactory(string name, KafkaClientOptions options, Serializer<LedgerEvent> serializer, TimeProvider time, ILogger logger)
    {
        (Name, _serializer) = (name, serializer);
        var connection = new KafkaConnection
        {
            Servers = options.Servers,
            EventHubs = options.EventHubsConnectionString,
            Compressed = options.Compressed,
            Idempotent = true,
        };
        _writer = new(options.FillsTopic, connection, (options.Timeout, options.MaxUnsentBytes), time, logger);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool IsRewindable => false;

    /// <inheritdoc />
    public StreamProviderDirection Direction => StreamProviderDirection.WriteOnly;

    /// <inheritdoc />
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    /// <inheritdoc />
    public IQueueAdapterCache GetQueueAdapterCache() => throw ReadsNothing();

    /// <inheritdoc />
    public IStreamQueueMapper GetStreamQueueMapper() => throw ReadsNothing();

    /// <inheritdoc />
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => throw ReadsNothing();

    /// <inheritdoc />
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => throw ReadsNothing();

    /// <summary>Writes fills and voids in order; completes when the brokers have stored the last.</summary>
    /// <exception cref="ArgumentException">An event is neither a fill nor a void.</exception>
    /// <exception cref="TimeoutException">The brokers have not stored an event in time; it may be sent again.</exception>
    public async Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        byte[] key = [.. streamId.Key.Span];
        foreach (var given in events)
        {
            if (given is not LedgerEvent item || item is not (Fill or FillVoid))
            {
                throw new ArgumentException($"A stream of fills takes fills and voids, not {given?.GetType().Name ?? "null"}.", nameof(events));
            }

            // The partition follows from the key: events of an instrument keep their order.
            await _writer.Write(Partition.Any, key, FillBytes.Write(_serializer, item), WriteEnd.Stored).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    private NotSupportedException ReadsNothing() => new($"A client writes to {Name}; only silos read it.");
}
