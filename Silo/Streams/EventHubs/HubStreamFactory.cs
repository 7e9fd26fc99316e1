using System.Collections.Concurrent;
using Ballast.Client.Streams;
using Ballast.Domain;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Silo.Streams.Durable;
using Orleans.Providers.Streams.Common;
using Orleans.Streaming.EventHubs;
using Orleans.Streams;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>One stream provider on one hub, under Orleans' persistent streams: each partition is a queue, and one silo reads it.</summary>
/// <remarks>
/// It takes the place of the factory of the package: that one's checkpoint follows the age of what is cached, so a stream that lags loses events, and its
/// receiver is dead for ever when its first start fails.
/// </remarks>
internal sealed class HubStreamFactory : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IPartitionSource, IAsyncDisposable
{
    private readonly HubStreamSetup _setup;
    private readonly HubSource _source;
    private readonly HubCheckpoints _checkpoints;
    private readonly HubWriter _writer;
    private readonly string _silo;
    private readonly long _maxReadBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<QueueId, HubPartition> _partitions = new();
    private readonly HubWatch _watch;
    private bool _isDisposed;

    internal HubStreamFactory(HubStreamSetup setup, EventHubsOptions options, IServiceProvider services)
    {
        (_setup, _maxReadBytes) = (setup, options.MaxReadBytes);
        _time = services.GetRequiredService<TimeProvider>();
        _silo = services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint.ToString();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<HubStreamFactory>();
        _checkpoints = (HubCheckpoints)services.GetRequiredKeyedService<IStreamQueueCheckpointerFactory>(setup.Provider);
        var connection = new HubConnection(options, setup.Hub);
        Queues = new(setup.Provider, connection, _time, _logger);
        _source = new(connection, Queues, (HubAdapter)services.GetRequiredKeyedService<IEventHubDataAdapter>(setup.Provider), setup.Reading);
        _writer = new(connection, (setup.Patience, options.MaxUnsentBytes), _time, _logger);
        _watch = new(_source, () => _partitions, _time, _logger);
    }

    /// <summary>The partitions.</summary>
    internal HubQueues Queues { get; }

    /// <summary>Looks after the partitions that this silo reads.</summary>
    internal HubWatch Watch => _watch;

    /// <inheritdoc />
    public string Name => _setup.Provider;

    /// <summary>
    /// Orleans never asks for older events; what was not completed is read again from the stored place. A grain that named the last event that it was
    /// given would miss as many of a hub that was created anew.
    /// </summary>
    public bool IsRewindable => false;

    /// <inheritdoc />
    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <inheritdoc />
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    /// <inheritdoc />
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc />
    public IStreamQueueMapper GetStreamQueueMapper() => Queues;

    /// <summary>A new cache, and with it what is known of the partition; an agent asks for its cache first.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var id = Queues.IdOf(queueId);
        var partition = new HubPartition(id, _checkpoints.Of(id), _maxReadBytes, _time);
        _partitions[queueId] = partition;
        return new DurableCache(_setup.Reading.Rule, message => partition.Settle(message.Position, message.Bytes));
    }

    /// <inheritdoc />
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        var partition = _partitions[queueId];
        return new HubReceiver(new(_source, partition, _time, _logger), partition, _source.Adapter, () => _partitions.TryRemove(new(queueId, partition)));
    }

    /// <inheritdoc />
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    /// <summary>Writes events in order. Market data completes when there is room for it, or is dropped after a while; a fill completes when the hub has it.</summary>
    /// <exception cref="TimeoutException">The hub has not stored a fill in time.</exception>
    public async Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        try
        {
            await Queues.Known(_setup.Patience);
        }
        catch (TimeoutException) when (!_setup.Reading.IsOfEverything)
        {
            // Its book will see that a batch is missing, and by now it would be too old.
            return;
        }

        var partition = Queues.Partitions[PartitionOf.Key(streamId.Key.Span, Queues.Partitions.Count)];
        foreach (var item in events)
        {
            var given = _source.Adapter.Write(item!);
            if (_setup.MayDrop())
            {
                _writer.TryWrite(partition, given);
            }
            else
            {
                await _writer.Write(partition, given, stored: _setup.Reading.IsOfEverything);
            }
        }
    }

    /// <inheritdoc />
    public IEnumerable<PartitionStatus> Report()
    {
        var now = _time.GetUtcNow();
        return _partitions.OrderBy(pair => pair.Key.GetNumericId()).Select(pair => new PartitionStatus
        {
            Topic = _setup.Hub,
            Partition = (int)pair.Key.GetNumericId(),
            Silo = _silo,
            Settled = pair.Value.FirstUnsettled,
            End = pair.Value.End,
            OldestAge = now - pair.Value.OldestAt,
            Skipped = pair.Value.Skipped,
            Unreadable = pair.Value.Unreadable,
            Fault = pair.Value.Fault,
            ReportedAt = Instant.From(now),
        });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Registered under two names, it is disposed twice.
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _watch.DisposeAsync();
        await _writer.DisposeAsync();
        await Queues.DisposeAsync();
        await _source.Connection.DisposeAsync();
    }
}
