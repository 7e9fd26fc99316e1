using System.Collections.Concurrent;
using Orleans.Streams;
using StackExchange.Redis;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Looks after the partitions that this silo reads: stores how far they are settled, learns where they end, and notices those that stand still.</summary>
internal sealed partial class HubWatch : IAsyncDisposable
{
    /// <summary>Longest time for which an agent may ask for nothing while there is room; it asks every few seconds otherwise.</summary>
    internal static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(30);

    /// <summary>Age of an event from which its partition counts as standing still.</summary>
    internal static readonly TimeSpan AgeLimit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    private readonly HubSource _source;
    private readonly Func<ConcurrentDictionary<QueueId, HubPartition>> _partitions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<HubPartition, long> _said = [];
    private readonly Task _watching;
    private DateTimeOffset? _created;
    private bool _isStoreAway;

    internal HubWatch(HubSource source, Func<ConcurrentDictionary<QueueId, HubPartition>> partitions, TimeProvider time, ILogger logger)
    {
        (_source, _partitions, _time, _logger) = (source, partitions, time, logger);
        _watching = Task.Run(Run);
    }

    /// <summary>Called with a queue whose agent has stopped without a word.</summary>
    internal event Action<QueueId>? Stopped;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    /// <summary>Stores how far each partition is settled.</summary>
    internal async Task Save(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_partitions().Values.Select(partition => partition.Checkpoint.FlushAsync(cancellationToken)));
            _isStoreAway = false;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (!_isStoreAway)
            {
                _isStoreAway = true;
                NotSaved(_logger, _source.Connection.Hub, e.Message);
            }
        }
    }

    /// <summary>Learns where the partitions end, and whether the hub is still the same one.</summary>
    internal async Task Look(CancellationToken cancellationToken)
    {
        var partitions = _partitions().Values.ToArray();
        try
        {
            await Task.WhenAll(partitions.Select(partition => LookAt(partition, cancellationToken))).WaitAsync(AnswerPatience, _time, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Readers say that the hub does not answer; until it does the ends are those that were known last.
        }

        if (_source.Queues.Created is { } created && created != _created)
        {
            if (_created is not null)
            {
                Array.ForEach(partitions, partition => partition.RequestReopen());
            }

            _created = created;
        }
    }

    /// <summary>Says which partitions stand still, each once a minute, and has agents that have stopped started again.</summary>
    internal void Check()
    {
        foreach (var gone in _said.Keys.Except(_partitions().Values).ToArray())
        {
            _said.Remove(gone);
        }

        foreach (var (queue, partition) in _partitions())
        {
            if (partition.SinceAsked > SilenceLimit && partition.HasRoom)
            {
                if (IsDue(partition))
                {
                    Silent(_logger, _source.Connection.Hub, partition.Id, partition.SinceAsked);
                    Stopped?.Invoke(queue);
                }
            }
            else if (_time.GetUtcNow() - partition.OldestAt is { } age && age > AgeLimit && IsDue(partition))
            {
                Late(_logger, _source.Connection.Hub, partition.Id, age, partition.Bytes);
            }
        }
    }

    private async Task LookAt(HubPartition partition, CancellationToken cancellationToken) =>
        partition.End = (await _source.Connection.Writer.GetPartitionPropertiesAsync(partition.Id, cancellationToken)).LastEnqueuedSequenceNumber + 1;

    private async Task Run()
    {
        var stopping = _stopping.Token;
        var looked = _time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Every, _time, stopping);
                await Save(stopping);
                if (_time.GetElapsedTime(looked) >= LookEvery)
                {
                    looked = _time.GetTimestamp();
                    await Look(stopping);
                    Check();
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The watch must outlast everything that it watches.
                Failed(_logger, e, _source.Connection.Hub);
            }
        }
    }

    private bool IsDue(HubPartition partition)
    {
        if (_said.TryGetValue(partition, out var last) && _time.GetElapsedTime(last) < AgeLimit)
        {
            return false;
        }

        _said[partition] = _time.GetTimestamp();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The places of hub {Hub} are not stored; after a restart more events are read again: {Reason}")]
    private static partial void NotSaved(ILogger logger, string hub, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Nobody has asked for events of hub {Hub}, partition {Partition}, for {Time}; its agent is started again")]
    private static partial void Silent(ILogger logger, string hub, string partition, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub}, partition {Partition}: the oldest event that is not settled is {Age} old; {Bytes} bytes wait")]
    private static partial void Late(ILogger logger, string hub, string partition, TimeSpan age, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "The watch over hub {Hub} has failed and goes on")]
    private static partial void Failed(ILogger logger, Exception exception, string hub);
}
