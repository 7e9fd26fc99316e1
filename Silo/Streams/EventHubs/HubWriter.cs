using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Ballast.Client.Streams;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Writes events to a hub, with a bound on the bytes that wait for it. Safe for use from many threads.</summary>
internal sealed partial class HubWriter : IAsyncDisposable
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(5);

    private readonly HubConnection _hub;
    private readonly ByteBudget _unsent;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, PartitionWriter> _partitions = new(StringComparer.Ordinal);
    private bool _isFailing;
    private long _lost;

    /// <param name="hub">The hub.</param>
    /// <param name="limits">Longest wait for room and then for the hub, and most bytes that wait.</param>
    /// <param name="time">Clock of the waits.</param>
    /// <param name="logger">Says when events are lost.</param>
    internal HubWriter(HubConnection hub, (TimeSpan Patience, long Bytes) limits, TimeProvider time, ILogger logger)
    {
        (_hub, _patience, _time, _logger) = (hub, limits.Patience, time, logger);
        _unsent = new(limits.Bytes, time);
    }

    /// <summary>Events that were dropped or that the hub has not stored in time.</summary>
    internal long Lost => Interlocked.Read(ref _lost);

    /// <summary>Bytes that wait for the hub.</summary>
    internal long UnsentBytes => _unsent.Used;

    /// <summary>Writes an event if there is room for it now.</summary>
    internal bool TryWrite(string partition, EventData given)
    {
        var unsent = new UnsentEvent(given, _time.GetTimestamp(), null);
        if (!_unsent.TryTake(unsent.Bytes))
        {
            Interlocked.Increment(ref _lost);
            return false;
        }

        PartitionOf(partition).Add(unsent);
        return true;
    }

    /// <summary>Writes an event, after every earlier one of its partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="given">The event.</param>
    /// <param name="stored">Whether to wait until the hub has stored it.</param>
    /// <exception cref="TimeoutException">The hub was to store it, and has not in time; perhaps it will.</exception>
    internal async Task Write(string partition, EventData given, bool stored)
    {
        var unsent = new UnsentEvent(given, _time.GetTimestamp(), stored ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null);
        if (await _unsent.Take(unsent.Bytes, _patience))
        {
            PartitionOf(partition).Add(unsent);
        }
        else
        {
            Fail(unsent, $"it has taken nothing for {_patience}");
        }

        await (unsent.Stored?.Task ?? Task.CompletedTask);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_partitions.Values.Select(partition => partition.Sent()))
            .WaitAsync(FlushPatience, _time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await Task.WhenAll(_partitions.Values.Select(partition => partition.Ended));
        _stopping.Dispose();
    }

    private PartitionWriter PartitionOf(string partition) =>
        _partitions.GetOrAdd(partition, static (id, writer) => new(writer._hub, id, (writer._patience, writer._time), writer.End, writer._stopping.Token), this);

    private void End(UnsentEvent unsent, string? fault)
    {
        _unsent.Give(unsent.Bytes);
        if (fault is null)
        {
            _isFailing = false;
            unsent.Stored?.TrySetResult();
        }
        else
        {
            Fail(unsent, fault);
        }
    }

    private void Fail(UnsentEvent unsent, string fault)
    {
        Interlocked.Increment(ref _lost);
        if (!_isFailing)
        {
            _isFailing = true;
            Losing(_logger, _hub.Hub, fault);
        }

        unsent.Stored?.TrySetException(new TimeoutException($"Hub {_hub.Hub} has not stored the event: {fault}; it may be sent again."));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events to hub {Hub} are lost until it takes them again: {Reason}")]
    private static partial void Losing(ILogger logger, string hub, string reason);
}
