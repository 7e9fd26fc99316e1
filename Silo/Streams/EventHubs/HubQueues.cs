using Azure.Messaging.EventHubs;
using Ballast.Client.Streams;
using Orleans.Streams;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>The partitions of a hub as queues of Orleans. Until the hub has said which there are, there are none, and the silo serves without them.</summary>
internal sealed partial class HubQueues : IStreamQueueMapper, IAsyncDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly string _provider;
    private readonly HubConnection _hub;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _watching;
    private volatile QueueId[] _queues = [];
    private volatile string[] _partitions = [];

    internal HubQueues(string provider, HubConnection hub, TimeProvider time, ILogger logger)
    {
        (_provider, _hub, _time, _logger) = (provider, hub, time, logger);
        _watching = Task.Run(Watch);
    }

    /// <summary>Called when there are more partitions than before.</summary>
    internal event Action? Changed;

    /// <summary>When the hub was created, as it last said; <see langword="null"/> while it has not answered.</summary>
    internal DateTimeOffset? Created { get; private set; }

    /// <summary>Ids of the partitions in order; empty while unknown.</summary>
    internal IReadOnlyList<string> Partitions => _partitions;

    /// <inheritdoc />
    public IEnumerable<QueueId> GetAllQueues() => _queues;

    /// <inheritdoc />
    public QueueId GetQueueForStream(StreamId streamId) =>
        _queues is { Length: > 0 } queues ? queues[PartitionOf.Key(streamId.Key.Span, queues.Length)] : Queue(0);

    /// <summary>Id of a queue's partition.</summary>
    internal string IdOf(QueueId queue) => _partitions[(int)queue.GetNumericId()];

    /// <summary>Completes when the partitions are known.</summary>
    internal Task Known(TimeSpan patience) => _known.Task.WaitAsync(patience, _time);

    /// <summary>Asks the hub when it was created.</summary>
    internal async Task<DateTimeOffset> AskCreated(CancellationToken cancellationToken)
    {
        var properties = await _hub.Writer.GetEventHubPropertiesAsync(cancellationToken);
        Created = properties.CreatedOn;
        return properties.CreatedOn;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task Watch()
    {
        var stopping = _stopping.Token;
        var isAway = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Learn(await _hub.Writer.GetEventHubPropertiesAsync(stopping));
                isAway = false;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (!isAway && _partitions.Length == 0)
                {
                    Absent(_logger, _hub.Hub, e.Message);
                }

                isAway = true;
            }

            await Task.Delay(_partitions.Length == 0 ? AskAgain : LookAgain, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Learn(EventHubProperties properties)
    {
        Created = properties.CreatedOn;

        // Orleans must not lose a queue that it reads, so a hub that has fewer partitions now keeps those that it had; they cannot be read then.
        if (properties.PartitionIds.Length > _partitions.Length)
        {
            _partitions = [.. properties.PartitionIds.OrderBy(id => id.Length).ThenBy(id => id, StringComparer.Ordinal)];
            _queues = [.. Enumerable.Range(0, _partitions.Length).Select(number => Queue((uint)number))];
            _known.TrySetResult();
            Changed?.Invoke();
        }
    }

    private QueueId Queue(uint number) => QueueId.GetQueueId(_provider, number, number * 2_654_435_761u);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} does not answer or is not there; its streams wait for it: {Reason}")]
    private static partial void Absent(ILogger logger, string hub, string reason);
}
