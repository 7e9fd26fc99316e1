using System.Collections.Concurrent;
using Ballast.Client.Streams;
using Ballast.Domain;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Silo.Streams.Durable;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>One stream provider on one topic, under Orleans' persistent streams: each partition is a queue, and one silo reads it.</summary>
internal sealed class KafkaStreamFactory : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IPartitionSource, IDisposable
{
    private readonly KafkaStreamSetup _setup;
    private readonly IMessageForm _form;
    private readonly string _silo;
    private readonly TimeProvider _time;
    private readonly long _maxReadBytes;
    private readonly TopicReader _reader;
    private readonly TopicWriter _writer;
    private readonly ConcurrentDictionary<QueueId, TopicPartitionQueue> _queues = new();

    internal KafkaStreamFactory(KafkaStreamSetup setup, KafkaOptions options, string silo, TimeProvider time, ILogger logger)
    {
        (_setup, _form, _silo, _time, _maxReadBytes) = (setup, setup.Form(), silo, time, options.MaxReadBytes);
        var connection = options.Connection;
        Topic = new(setup.Provider, time);
        _reader = new(
            setup.Topic,
            connection.Consumer(options.Group, options.FetchWait, options.MaxReadBytes, setup.Reading.Reset),
            (setup.Reading, Topic.Count),
            time,
            logger);
        _writer = new(setup.Topic, connection, (setup.Patience, options.MaxUnsentBytes), time, logger);
    }

    /// <summary>The topic and its partitions.</summary>
    internal KafkaTopic Topic { get; }

    /// <inheritdoc />
    public string Name => _setup.Provider;

    /// <summary>Orleans never asks for older events; what was not completed is read again from the last commit.</summary>
    public bool IsRewindable => false;

    /// <inheritdoc />
    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <inheritdoc />
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    /// <inheritdoc />
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc />
    public IStreamQueueMapper GetStreamQueueMapper() => Topic;

    /// <summary>A new cache, and with it a new place for the messages of the partition; an agent asks for its cache first.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var queue = new TopicPartitionQueue((int)queueId.GetNumericId(), _maxReadBytes);
        _queues[queueId] = queue;
        return new DurableCache(_setup.Rule, message => queue.Settle(message.Position, message.Bytes));
    }

    /// <inheritdoc />
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => new KafkaReceiver(_reader, _queues[queueId], _setup.Form());

    /// <inheritdoc />
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    /// <summary>Writes events in order. Market data completes when the producer has room for it, or is dropped after a while; a fill completes when the brokers have it.</summary>
    /// <exception cref="TimeoutException">The brokers have not stored a fill in time.</exception>
    public async Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        int partition;
        try
        {
            partition = await Topic.PartitionOfStream(streamId, _setup.Patience);
        }
        catch (TimeoutException) when (_setup.Rule == DeliveryRule.Newest)
        {
            // Its book will see that a batch is missing, and by now it would be too old.
            return;
        }

        byte[] key = [.. streamId.Key.Span];
        foreach (var item in events)
        {
            var value = _form.Write(item!);
            if (_setup.MayDrop())
            {
                _writer.TryWrite(partition, key, value);
            }
            else
            {
                await _writer.Write(partition, key, value, _setup.Rule == DeliveryRule.Everything ? WriteEnd.Stored : WriteEnd.Accepted);
            }
        }
    }

    /// <inheritdoc />
    public IEnumerable<PartitionStatus> Report()
    {
        var now = _time.GetUtcNow();
        return _reader.Assigned.OrderBy(partition => partition.Queue.Number).Select(partition => new PartitionStatus
        {
            Topic = _setup.Topic,
            Partition = partition.Queue.Number,
            Silo = _silo,
            Settled = partition.Settled,
            End = _reader.End(partition.Name),
            OldestAge = now - partition.Queue.Positions.OldestAt,
            Skipped = partition.Queue.Skipped,
            Unreadable = partition.Queue.Unreadable,
            Fault = _reader.Fault,
            ReportedAt = Instant.From(now),
        });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }
}
