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
    // An event without levels: its record, its strings and its batch.
    private const long EventBytes = 256;
    private const long LevelBytes = 16;

    private readonly HashRingBasedStreamQueueMapper _mapper;
    private readonly Dictionary<QueueId, LocalQueue> _queues;
    private readonly MarketClock _clock;
    private readonly int _maxMessagesOfStream;

    internal LocalStreamFactory(string name, LocalStreamOptions options, MarketClock clock)
    {
        (Name, _clock, _maxMessagesOfStream) = (name, clock, options.MaxMessagesOfStream);
        _mapper = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = options.Queues }, name);
        _queues = _mapper.GetAllQueues().ToDictionary(id => id, _ => new LocalQueue(options.MaxMessages, options.MaxBytes, MayDrop));
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
    public IQueueCache CreateQueueCache(QueueId queueId) => 
        new LaneCache(_queues[queueId], () => _clock.FollowsRecording ? int.MaxValue : _maxMessagesOfStream);

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

        // The events of one call are accepted one after the other, because a writer that waits lets no later one pass.
        Task[] written = [.. events.Select(item => queue.Write(new(streamId, item!, BytesOf(item))))];
        return written.Length == 1 ? written[0] : Task.WhenAll(written);
    }

    /// <summary>Live tickers are dropped when a queue is full, because an inventory that sees the gap asks for the newest; books must not wait for those that nobody takes.</summary>
    private bool MayDrop() => Name == StreamNames.TickerProvider && !_clock.FollowsRecording;

    private static long BytesOf(object? item) => item is MarketBatch batch
        ? EventBytes + batch.Events.Sum(one => EventBytes + (LevelBytes * Feeds.Publishing.LargeBooks.LevelsOf(one)))
        : EventBytes;
}
