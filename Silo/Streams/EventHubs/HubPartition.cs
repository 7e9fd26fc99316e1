using Ballast.Silo.Streams.Durable;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>A partition that this silo reads: what was read of it and is not settled, and its figures. Safe for use from many threads.</summary>
/// <param name="id">Id of the partition.</param>
/// <param name="checkpoint">Its stored place.</param>
/// <param name="maxBytes">Most bytes that are not settled.</param>
/// <param name="time">The clock.</param>
internal sealed class HubPartition(string id, HubCheckpoint checkpoint, long maxBytes, TimeProvider time)
{
    /// <summary>Most events after the first that is not settled. So many may come again when the silo dies.</summary>
    private const int MaxEvents = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly SettledPositions _positions = new();
    private readonly Queue<HubPlace> _read = new();
    private TaskCompletionSource? _room;
    private HubPlace? _settled;
    private long _bytes;
    private long _askedAt = time.GetTimestamp();
    private volatile bool _mustReopen;

    /// <summary>Id of the partition.</summary>
    internal string Id => id;

    /// <summary>Its stored place.</summary>
    internal HubCheckpoint Checkpoint => checkpoint;

    /// <summary>When the hub accepted the oldest event that is not settled; <see langword="null"/> when there is none.</summary>
    internal DateTimeOffset? OldestAt => _positions.OldestAt;

    /// <summary>Last event up to which all are settled; <see langword="null"/> while unknown.</summary>
    internal HubPlace? Settled
    {
        get
        {
            lock (_gate)
            {
                return _settled;
            }
        }
    }

    /// <summary>Whether more may be read.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _bytes < maxBytes && _read.Count < MaxEvents;
            }
        }
    }

    /// <summary>Number of the first event that is not settled; -1 while unknown.</summary>
    internal long FirstUnsettled => _positions.Next >= 0 ? _positions.Next : Settled?.Sequence + 1 ?? (End == 0 ? 0 : -1);

    /// <summary>Bytes that are not settled.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Number after the newest event of the hub; -1 while unknown.</summary>
    internal long End { get; set; } = -1;

    /// <summary>Events left out because they were too old to be of use.</summary>
    internal long Skipped { get; private set; }

    /// <summary>Events that could not be read.</summary>
    internal long Unreadable { get; private set; }

    /// <summary>Events that the hub had no more when they were to be read.</summary>
    internal long Missing { get; set; }

    /// <summary>What keeps it from being read; <see langword="null"/> when nothing does.</summary>
    internal string? Fault { get; set; }

    /// <summary>Time since the agent last asked for events.</summary>
    internal TimeSpan SinceAsked => time.GetElapsedTime(Interlocked.Read(ref _askedAt));

    /// <summary>The agent asks for events.</summary>
    internal void NoteAsked() => Interlocked.Exchange(ref _askedAt, time.GetTimestamp());

    /// <summary>Asks the reader to look at the hub again before it reads on.</summary>
    internal void RequestReopen() => _mustReopen = true;

    /// <summary>Whether the reader was asked to; once.</summary>
    internal bool TakeReopen()
    {
        var must = _mustReopen;
        _mustReopen = false;
        return must;
    }

    /// <summary>Begins at a place that is settled.</summary>
    internal void Begin(HubPlace? settled)
    {
        lock (_gate)
        {
            _settled ??= settled;
        }
    }

    /// <summary>Adds an event that was read, in order.</summary>
    internal void Add(HubPlace place, DateTimeOffset at, long bytes)
    {
        lock (_gate)
        {
            _read.Enqueue(place);
            _bytes += bytes;
        }

        _positions.Add(place.Sequence, at);
    }

    /// <summary>An event is settled.</summary>
    internal void Settle(long sequence, long bytes)
    {
        _positions.Settle(sequence);
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            _bytes -= bytes;
            var next = _positions.Next;
            var last = _settled;
            while (_read.TryPeek(out var place) && place.Sequence < next)
            {
                last = _read.Dequeue();
            }

            if (last is not null && last != _settled)
            {
                _settled = last;
                checkpoint.Update(last.ToString(), default);
            }

            if (HasRoom)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult();
    }

    /// <summary>Leaves out the events from a number up to a place.</summary>
    internal void Skip(HubPlace to, long from, DateTimeOffset at)
    {
        Skipped += to.Sequence - from + 1;
        Add(to, at, 0);
        Settle(to.Sequence, 0);
    }

    /// <summary>An event could not be read, and is let go.</summary>
    internal void SettleUnreadable(HubPlace place, long bytes)
    {
        Unreadable++;
        Settle(place.Sequence, bytes);
    }

    /// <summary>Completes when there is room for more.</summary>
    internal Task WaitForRoom(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return HasRoom ? Task.CompletedTask : (_room ??= new()).Task.WaitAsync(cancellationToken);
        }
    }

}
