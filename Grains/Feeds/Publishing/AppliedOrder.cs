namespace Ballast.Grains.Feeds.Publishing;

/// <summary>The instruments with unacknowledged batches, by how far the feed had come before the oldest of these, so that the earliest is found without looking at all.</summary>
/// <remarks>
/// An entry is looked at again only when it comes first: by then its instrument may have acknowledged more, and goes further back, or does not hold the clock
/// any more, and leaves. Guarded by the publisher's lock.
/// </remarks>
/// <param name="holds">Whether the clock waits for an instrument.</param>
internal sealed class AppliedOrder(Func<FeedInstrument, bool> holds)
{
    private readonly PriorityQueue<FeedInstrument, Instant> _waiting = new();

    /// <summary>Adds an instrument that has unacknowledged batches, if it holds the clock and is not there yet.</summary>
    internal void Track(FeedInstrument instrument)
    {
        if (!instrument.IsTracked && instrument.AppliedTo is { } to && holds(instrument))
        {
            instrument.IsTracked = true;
            _waiting.Enqueue(instrument, to);
        }
    }

    /// <summary>Arrival up to which books have applied everything.</summary>
    /// <param name="published">Arrival up to which everything has been published.</param>
    internal Instant AppliedTo(Instant published)
    {
        while (_waiting.TryPeek(out var instrument, out var to))
        {
            if (instrument.AppliedTo is not { } now || !holds(instrument))
            {
                instrument.IsTracked = false;
                _waiting.Dequeue();
            }
            else if (now > to)
            {
                _waiting.DequeueEnqueue(instrument, now);
            }
            else
            {
                return Instant.Min(to, published);
            }
        }

        return published;
    }
}
