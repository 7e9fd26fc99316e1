using System.Numerics;
using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>The events of one stream that its consumers have not all been given yet.</summary>
/// <remarks>A ring: what is delivered is let go at once, and no event holds on to a later one. Used on the agent's turn only.</remarks>
internal sealed class Lane
{
    /// <summary>Most events kept for a consumer that is about to come while the stream has none.</summary>
    internal const int KeptWithoutConsumer = 4;

    private readonly List<LaneCursor> _cursors = new(1);
    private LocalStreamBatch?[] _ring = new LocalStreamBatch?[4];
    private long _oldest;

    /// <summary>Place after the newest event; places are counted from 0 and never used twice.</summary>
    internal long End { get; private set; }

    /// <summary>Whether a consumer reads the stream, or is about to.</summary>
    internal bool HasConsumers => _cursors.Count > 0;

    /// <summary>The event at a place that is not let go yet.</summary>
    internal LocalStreamBatch this[long place] => _ring[place & (_ring.Length - 1)]!;

    /// <summary>Adds the newest event.</summary>
    internal void Add(LocalStreamBatch batch)
    {
        if (End - _oldest == _ring.Length)
        {
            Grow();
        }

        _ring[End++ & (_ring.Length - 1)] = batch;
    }

    /// <summary>Moves consumers that are too far behind, so that they miss the oldest events.</summary>
    /// <param name="most">Most events that may wait.</param>
    /// <returns>The number of events that the consumer furthest behind misses.</returns>
    internal long SkipAllBut(int most)
    {
        var missed = _cursors.Count == 0 ? 0 : Math.Max(0, End - _oldest - most);
        if (missed > 0)
        {
            foreach (var cursor in _cursors)
            {
                cursor.SkipTo(End - most);
            }
        }

        return missed;
    }

    /// <summary>Adds a consumer.</summary>
    /// <param name="cursor">Its cursor.</param>
    /// <param name="from">First event that it wants; <see langword="null"/> for those still to come.</param>
    /// <returns>Place of its first event.</returns>
    internal long Enter(LaneCursor cursor, StreamSequenceToken? from)
    {
        _cursors.Add(cursor);
        var place = End;
        while (from is not null && place > _oldest && this[place - 1].SequenceToken.CompareTo(from) >= 0)
        {
            place--;
        }

        return place;
    }

    /// <summary>Removes a consumer.</summary>
    internal void Leave(LaneCursor cursor) => _cursors.Remove(cursor);

    /// <summary>Lets go of events that every consumer was given, and of all but the newest few of a stream without a consumer.</summary>
    /// <returns>Their number and bytes.</returns>
    internal (int Messages, long Bytes) LetGo()
    {
        var wanted = _cursors.Count == 0 ? End - KeptWithoutConsumer : End;
        foreach (var cursor in _cursors)
        {
            wanted = Math.Min(wanted, cursor.Place);
        }

        var (messages, bytes) = (0, 0L);
        for (; _oldest < wanted; _oldest++)
        {
            ref var slot = ref _ring[_oldest & (_ring.Length - 1)];
            (messages, bytes) = (messages + 1, bytes + slot!.Bytes);
            slot = null;
        }

        return (messages, bytes);
    }

    private void Grow()
    {
        var larger = new LocalStreamBatch?[(int)BitOperations.RoundUpToPowerOf2((uint)_ring.Length + 1)];
        for (var place = _oldest; place < End; place++)
        {
            larger[place & (larger.Length - 1)] = this[place];
        }

        _ring = larger;
    }
}
