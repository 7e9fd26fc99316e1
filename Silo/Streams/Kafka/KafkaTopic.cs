using Ballast.Client.Streams;
using Confluent.Kafka;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>The partitions of a topic as queues of Orleans. How many there are the brokers say, and until they have said so there are none.</summary>
internal sealed class KafkaTopic : IStreamQueueMapper, IDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private readonly string _provider;
    private readonly TopicReader _reader;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile QueueId[] _queues = [];

    internal KafkaTopic(string provider, TopicReader reader, TimeProvider time)
    {
        (_provider, _reader, _time) = (provider, reader, time);
        Watching = Task.Run(Watch);
    }

    /// <summary>Called when there are more partitions than before.</summary>
    internal event Action? Changed;

    /// <summary>Number of partitions; 0 while unknown.</summary>
    internal int Partitions => _queues.Length;

    /// <summary>Completes when the topic is not watched any more.</summary>
    internal Task Watching { get; }

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
            await _known.Task.WaitAsync(patience, _time);
        }

        return PartitionOf.Key(stream.Key.Span, Partitions);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // The host may dispose a service twice.
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
        }
    }

    private async Task Watch()
    {
        var stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Orleans must not lose a queue that it reads, so a smaller number, which a broker may give while it starts, does not count.
                var partitions = _reader.CountPartitions(AnswerPatience);
                if (partitions > Partitions)
                {
                    _queues = [.. Enumerable.Range(0, partitions).Select(i => Queue((uint)i))];
                    _known.TrySetResult();
                    Changed?.Invoke();
                }
            }
            catch (KafkaException)
            {
                // The reader says that no broker answers; asked again in a while.
            }

            await Task.Delay(Partitions == 0 ? AskAgain : LookAgain, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private QueueId Queue(uint number) => QueueId.GetQueueId(_provider, number, number * 2_654_435_761u);
}
