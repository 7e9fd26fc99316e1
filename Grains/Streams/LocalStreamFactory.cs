using Ballast.Grains.Interfaces.Books;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>Queues in the memory of the silo that writes them, under Orleans' persistent streams.</summary>
/// <remarks>
/// A feed writes to its own silo, and the agents of that silo deliver, so an event crosses the wire only if its consumer is on another silo.
/// When a silo ends, what is queued in it is lost; its feeds start again elsewhere, and the sequences of the batches show the gap.
/// </remarks>
internal sealed class LocalStreamFactory : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    // Each queue is read by an agent of its own, and a few messages should not wake two. One agent hands on more than two cores can apply.
    private const int Queues = 1;

    // A book that does not answer holds up to FeedPublisher.Window of them, so a thousand such books leave the others room.
    private const int MaxMessages = 256 * 1024;
    private const long MaxBytes = 256L << 20;

    // Of a stream whose consumer does not take them, while markets are live. A book has at most FeedPublisher.Window batches outstanding and snapshots
    // that repair it, so only tickers that nobody takes come to this.
    private const int MaxMessagesOfStream = 1_024;
    private const long BatchBytes = 256;

    private readonly HashRingBasedStreamQueueMapper _mapper;
    private readonly Dictionary<QueueId, LocalQueue> _queues;
    private readonly MarketClock _clock;
    private readonly StreamDrops _drops;

    internal LocalStreamFactory(string name, MarketClock clock, StreamDrops drops)
    {
        (Name, _clock, _drops) = (name, clock, drops);
        _mapper = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = Queues }, name);
        _queues = _mapper.GetAllQueues().ToDictionary(
            id => id, id => new LocalQueue(MaxMessages, MaxBytes, MayDrop, batch => _drops.Count(NameOf(id), batch, 1)));
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>Events are not kept once they are delivered.</summary>
    public bool IsRewindable => false;

    /// <inheritdoc />
    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <inheritdoc />
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    /// <inheritdoc />
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc />
    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    /// <inheritdoc />
    public IQueueCache CreateQueueCache(QueueId queueId) => new LaneCache(
        _queues[queueId],
        () => _clock.FollowsRecording ? int.MaxValue : MaxMessagesOfStream,
        (newest, events) => _drops.Count(NameOf(queueId), newest, events));

    /// <inheritdoc />
    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => new LocalQueueReceiver(_queues[queueId]);

    /// <inheritdoc />
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    /// <summary>Writes events in order; completes when the queue has room for the last one and has accepted it.</summary>
    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        var queue = _queues[_mapper.GetQueueForStream(streamId)];

        if (events is T[] { Length: 1 } one)
        {
            return queue.Write(new(streamId, one[0]!, BytesOf(one[0])));
        }

        // The events of one call are accepted one after the other, because a writer that waits lets no later one pass.
        var written = new List<Task>();
        foreach (var item in events)
        {
            written.Add(queue.Write(new(streamId, item!, BytesOf(item))));
        }

        return Task.WhenAll(written);
    }

    /// <summary>Live tickers are dropped when a queue is full, because an inventory that sees the gap asks for the newest; books must not wait for those that nobody takes.</summary>
    private bool MayDrop() => Name == StreamNames.TickerProvider && !_clock.FollowsRecording;

    private string NameOf(QueueId queue) => $"{Name}/{queue.GetNumericId()}";

    private static long BytesOf(object? item)
    {
        var bytes = BatchBytes;
        foreach (var one in item is MarketBatch batch ? batch.Events : [])
        {
            // A faulty batch goes to its book too, which counts the fault and asks for a snapshot.
            bytes += one is null ? 0 : one.ApproximateBytes;
        }

        return bytes;
    }
}
