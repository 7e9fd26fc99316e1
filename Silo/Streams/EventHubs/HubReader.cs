using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Reads one partition, from where it is settled and then on. It never fails: while it cannot read there is nothing to read, and the partition says why.</summary>
internal sealed partial class HubReader(HubSource source, HubPartition partition, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);

    private readonly HubReading _reading = source.Reading;
    private PartitionReceiver? _receiver;
    private HubPlace? _last;
    private DateTimeOffset _created;
    private DateTimeOffset? _begunAnew;
    private TimeSpan _pause = FirstPause;
    private bool _isLost;
    private long _saidAt;
    private long _skippedAt;

    private string Name => $"{source.Connection.Hub}/{partition.Id}";

    /// <summary>The next events; none when none came for a while, or when the hub cannot be read.</summary>
    internal async Task<IReadOnlyList<EventData>> Receive(int most, CancellationToken cancellationToken)
    {
        try
        {
            if (partition.TakeReopen())
            {
                await Close();
            }

            _receiver ??= await Open(cancellationToken);
            if (_receiver is not null)
            {
                var events = await Receive(_receiver, most, cancellationToken);
                Recovered();
                return await Accept(events, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception e)
        {
            // The client names an offset that the hub does not know as a wrong argument.
            _isLost |= e is ArgumentException && e.Message.Contains("offset", StringComparison.OrdinalIgnoreCase);
            Note(e.Message);
            await Close();
        }

        await Task.Delay(_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _pause = _pause + _pause < Longest ? _pause + _pause : Longest;
        return [];
    }

    /// <summary>Ends to read.</summary>
    internal async Task Close()
    {
        var receiver = _receiver;
        _receiver = null;
        if (receiver is not null)
        {
            try
            {
                await receiver.DisposeAsync();
            }
            catch (Exception e) when (e is EventHubsException or OperationCanceledException or TimeoutException)
            {
                // The connection is gone, and the reader with it.
            }
        }
    }

    /// <summary>Receives what there is, and waits for the first event only: the client lets whoever asks for more than one wait 20 ms for company.</summary>
    private static async Task<IReadOnlyList<EventData>> Receive(PartitionReceiver receiver, int most, CancellationToken cancellationToken)
    {
        List<EventData> events = [.. await receiver.ReceiveBatchAsync(1, Longest, cancellationToken)];
        if (events.Count > 0 && most > 1)
        {
            events.AddRange(await receiver.ReceiveBatchAsync(most - 1, TimeSpan.Zero, cancellationToken));
        }

        return events;
    }

    private async Task<PartitionReceiver?> Open(CancellationToken cancellationToken)
    {
        _created = await source.Queues.AskCreated(cancellationToken);
        var place = _last ?? await Stored(cancellationToken);
        if (place is not null && (_isLost || place.Created != _created))
        {
            if (!BeginsAnew(place))
            {
                return null;
            }

            (place, _isLost, _begunAnew) = (null, false, _created);
        }

        _last = place;
        partition.Begin(place);
        return source.Connection.Read(partition.Id, place is null ? EventPosition.Earliest : EventPosition.FromOffset(place.Offset, isInclusive: false));
    }

    private async Task<HubPlace?> Stored(CancellationToken cancellationToken)
    {
        if (_begunAnew == _created)
        {
            return null;
        }

        var stored = await partition.Checkpoint.Load(cancellationToken);
        return stored.Length == 0 ? null : HubPlace.Parse(stored);
    }

    /// <summary>Whether to read a hub from its beginning that is not the one in which the place was.</summary>
    private bool BeginsAnew(HubPlace place)
    {
        // Numbers begin again, so what is left of the old hub must be settled first.
        if (partition.Bytes > 0)
        {
            return false;
        }

        if (!_reading.IsOfEverything || _reading.OnLostPosition == LostPosition.Earliest)
        {
            BegunAnew(logger, Name, place.Sequence, place.Created, _created);
            return true;
        }

        partition.Fault = "The stored place is of another hub or is not in it any more; decide with Streams:EventHubs:OnLostPosition.";
        if (_saidAt == 0 || time.GetElapsedTime(_saidAt) >= SayAgain)
        {
            _saidAt = time.GetTimestamp();
            Lost(logger, Name, place.Sequence, place.Created, _created);
        }

        return false;
    }

    /// <summary>Leaves out what was read before, and what is too old where only the newest events matter.</summary>
    private async Task<IReadOnlyList<EventData>> Accept(IReadOnlyList<EventData> events, CancellationToken cancellationToken)
    {
        var accepted = new List<EventData>(events.Count);
        foreach (var one in events)
        {
            if (_last is { } last && one.SequenceNumber <= last.Sequence)
            {
                // Either the hub is a new one, or the reader was opened twice.
                partition.RequestReopen();
                continue;
            }

            if (_last is { } before && one.SequenceNumber - before.Sequence - 1 is > 0 and var missing)
            {
                partition.Missing += missing;
                Missing(logger, missing, Name, one.SequenceNumber);
            }

            _last = PlaceOf(one);
            accepted.Add(one);
        }

        return accepted.Count > 0 && await IsTooLate(accepted, cancellationToken) ? [] : accepted;
    }

    /// <summary>Whether everything up to now is left out. Once in a while only, so that a hub whose clock is late is not left out for ever.</summary>
    private async Task<bool> IsTooLate(List<EventData> events, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow() - events[^1].EnqueuedTime;
        if (_reading.IsOfEverything || age <= _reading.MaxLag || (_skippedAt != 0 && time.GetElapsedTime(_skippedAt) <= _reading.MaxLag))
        {
            return false;
        }

        var end = await source.Connection.Writer.GetPartitionPropertiesAsync(partition.Id, cancellationToken);
        if (end.LastEnqueuedSequenceNumber <= events[^1].SequenceNumber)
        {
            return false;
        }

        _skippedAt = time.GetTimestamp();
        _last = new(end.LastEnqueuedSequenceNumber, end.LastEnqueuedOffsetString, _created);
        partition.Skip(_last, events[0].SequenceNumber, end.LastEnqueuedTime);
        Skipped(logger, Name, events[0].SequenceNumber, _last.Sequence, age);
        await Close();
        return true;
    }

    /// <summary>Place of an event in the hub that is read now.</summary>
    internal HubPlace PlaceOf(EventData one) => new(one.SequenceNumber, one.OffsetString, _created);

    private void Note(string reason)
    {
        if (partition.Fault is null)
        {
            NotRead(logger, Name, reason);
        }

        partition.Fault = reason;
    }

    private void Recovered()
    {
        if (partition.Fault is not null)
        {
            partition.Fault = null;
            ReadAgain(logger, Name);
        }

        (_pause, _saidAt) = (FirstPause, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} is not read: {Reason}")]
    private static partial void NotRead(ILogger logger, string partition, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} is read again")]
    private static partial void ReadAgain(ILogger logger, string partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} events of partition {Partition} before {Number} are gone and were never read: the hub keeps too little for the time in which nobody read it")]
    private static partial void Missing(ILogger logger, long count, string partition, long number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: events {From} to {To} are left out, of which the first is {Age} old")]
    private static partial void Skipped(ILogger logger, string partition, long from, long to, TimeSpan age);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} is not read: it was settled up to event {Number} of a hub created at {Old}, and the hub is one created at {Now} or has lost that event. "
        + "Fills that were not read are only with their senders now. Set Streams:EventHubs:OnLostPosition to Earliest to read it from its first event")]
    private static partial void Lost(ILogger logger, string partition, long number, DateTimeOffset old, DateTimeOffset now);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} is read from its beginning: it was settled up to event {Number} of a hub created at {Old}, and the hub is one created at {Now} or has lost that event")]
    private static partial void BegunAnew(ILogger logger, string partition, long number, DateTimeOffset old, DateTimeOffset now);
}
