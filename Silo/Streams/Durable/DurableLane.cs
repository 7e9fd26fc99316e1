using Orleans.Streams;

namespace Ballast.Silo.Streams.Durable;

/// <summary>The messages of one stream that a consumer has not completed yet. Used on the agent's turn only.</summary>
internal sealed class DurableLane
{
    /// <summary>Most messages kept for a consumer that is about to come while a stream, whose older messages may be missed, has none.</summary>
    private const int KeptWithoutConsumer = 4;

    private readonly List<DurableCursor> _cursors = new(1);
    private readonly Queue<DurableMessage> _kept = new();
    private long _oldest;

    /// <summary>Place after the newest message; places are counted from 0 and never used twice.</summary>
    internal long End => _oldest + _kept.Count;

    /// <summary>Place of the oldest message.</summary>
    internal long Oldest => _oldest;

    /// <summary>Whether a consumer reads the stream, or is about to.</summary>
    internal bool HasConsumers => _cursors.Count > 0;

    /// <summary>Adds the newest message.</summary>
    internal void Add(DurableMessage message) => _kept.Enqueue(message);

    /// <summary>Adds a consumer.</summary>
    internal void Enter(DurableCursor cursor) => _cursors.Add(cursor);

    /// <summary>Removes a consumer.</summary>
    internal void Leave(DurableCursor cursor) => _cursors.Remove(cursor);

    /// <summary>Place of the first message that is at or after a position; the end when there is none.</summary>
    internal long PlaceOf(StreamSequenceToken from)
    {
        var place = _oldest;
        foreach (var message in _kept)
        {
            if (message.SequenceToken.CompareTo(from) >= 0)
            {
                break;
            }

            place++;
        }

        return place;
    }

    /// <summary>The messages from a place on.</summary>
    internal IReadOnlyList<DurableMessage> From(long place, int most) => [.. _kept.Skip((int)(place - _oldest)).Take(most)];

    /// <summary>Moves consumers that are too far behind, so that they miss the oldest messages.</summary>
    internal void SkipAllBut(int most)
    {
        if (_kept.Count > most)
        {
            _cursors.ForEach(cursor => cursor.SkipTo(End - most));
        }
    }

    /// <summary>Lets go of the messages that every consumer has completed.</summary>
    /// <param name="rule">What becomes of messages without a consumer.</param>
    /// <param name="settle">Called for each message that is let go.</param>
    internal void LetGo(DeliveryRule rule, Action<DurableMessage> settle)
    {
        var wanted = _cursors.Count > 0 ? _cursors.Min(cursor => cursor.Held)
            : rule == DeliveryRule.Everything ? _oldest
            : End - KeptWithoutConsumer;
        while (_oldest < wanted)
        {
            settle(_kept.Dequeue());
            _oldest++;
        }
    }
}
