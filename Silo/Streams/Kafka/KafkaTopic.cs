using Ballast.Client.Streams;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>The partitions of a topic as queues of Orleans. How many there are the brokers say, and until they have said so there are none.</summary>
internal sealed class KafkaTopic(string provider, TimeProvider time) : IStreamQueueMapper
{
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile QueueId[] _queues = [];

    /// <summary>Called when there are more partitions than before.</summary>
    internal event Action? Changed;

    /// <summary>Number of partitions; 0 while unknown.</summary>
    internal int Partitions => _queues.Length;

    /// <inheritdoc />
    public IEnumerable<QueueId> GetAllQueues() => _queues;

    /// <inheritdoc />
    public QueueId GetQueueForStream(StreamId streamId) =>
        _queues is { Length: > 0 } queues ? queues[PartitionOf.Key(streamId.Key.Span, queues.Length)] : Queue(0);

    /// <summary>The partition of a stream, once the number of partitions is known.</summary>
    /// <exception cref="TimeoutException">The brokers have not said it in time.</exception>
    internal async Task<int> PartitionOfStream(StreamId stream, TimeSpan patience)
    {
        if (Partitions == 0)
        {
            await _known.Task.WaitAsync(patience, time);
        }

        return PartitionOf.Key(stream.Key.Span, Partitions);
    }

    /// <summary>Takes note of the number of partitions. A smaller one, which a broker may give while it starts, does not count: Orleans must not lose a queue that it reads.</summary>
    internal void Count(int partitions)
    {
        if (partitions > Partitions)
        {
            _queues = [.. Enumerable.Range(0, partitions).Select(i => Queue((uint)i))];
            _known.TrySetResult();
            Changed?.Invoke();
        }
    }

    private QueueId Queue(uint number) => QueueId.GetQueueId(provider, number, number * 2_654_435_761u);
}
