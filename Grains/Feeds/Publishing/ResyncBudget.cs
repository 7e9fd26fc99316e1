namespace Ballast.Grains.Feeds.Publishing;

/// <summary>
/// Limits the bytes of the snapshots that the feeds of a silo send to repair books. When a silo dies, every book that was on it asks at once, and
/// all of them together would fill streams and memory.
/// </summary>
/// <remarks>
/// A token bucket bounds the rate, and a second limit bounds what is sent and not acknowledged. A snapshot that no book acknowledges counts
/// for <see cref="InFlightFor"/>. One snapshot may exceed what is left, so that a book of any size gets its turn. A book that asks again and again
/// gets an eighth of the rate, so that the others get theirs. One per silo. Safe for use from many threads.
/// </remarks>
internal sealed class ResyncBudget(TimeProvider time)
{
    /// <summary>Bytes that may be sent at once after a pause.</summary>
    internal const long Burst = 8L << 20;

    /// <summary>Bytes a second that may be sent for long.</summary>
    internal const long BytesPerSecond = 32L << 20;

    /// <summary>Bytes that may be sent and not acknowledged.</summary>
    internal const long MaxInFlight = 16L << 20;

    /// <summary>Time after which a snapshot that is not acknowledged counts no more.</summary>
    internal static readonly TimeSpan InFlightFor = TimeSpan.FromSeconds(2);

    /// <summary>Bytes a second that one book may be sent for long.</summary>
    internal const long BytesPerSecondOfBook = BytesPerSecond / 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Feed, InstrumentId Instrument), Sent> _inFlight = [];
    private readonly Dictionary<(string Feed, InstrumentId Instrument), Sent> _last = [];
    private double _tokens = Burst;
    private long _filledStamp = time.GetTimestamp();
    private long _expiredStamp = time.GetTimestamp();

    /// <summary>Bytes sent, not acknowledged and not older than <see cref="InFlightFor"/>.</summary>
    internal long InFlight { get; private set; }

    /// <summary>Asks to send a snapshot now.</summary>
    /// <param name="feed">Key of the feed.</param>
    /// <param name="instrument">Its instrument; an earlier snapshot of it by the same feed counts no more.</param>
    /// <param name="sequence">Sequence of its first batch.</param>
    /// <param name="bytes">Its size.</param>
    /// <returns>Whether it may be sent now. Otherwise ask again with the next flush.</returns>
    internal bool TryTake(string feed, InstrumentId instrument, long sequence, long bytes)
    {
        lock (_gate)
        {
            var book = (feed, instrument);
            Fill();
            if (_last.TryGetValue(book, out var last) && time.GetElapsedTime(last.Stamp).TotalSeconds * BytesPerSecondOfBook < last.Bytes)
            {
                return false;
            }

            Remove(book, sequence);
            if (InFlight >= MaxInFlight)
            {
                Expire();
            }

            if (_tokens <= 0 || InFlight >= MaxInFlight)
            {
                return false;
            }

            _tokens -= bytes;
            InFlight += bytes;
            _inFlight[book] = _last[book] = new(sequence, bytes, time.GetTimestamp());
            return true;
        }
    }

    /// <summary>A book has acknowledged every batch of a feed up to a sequence.</summary>
    internal void Settle(string feed, InstrumentId instrument, long sequence)
    {
        lock (_gate)
        {
            Remove((feed, instrument), sequence);
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_filledStamp, now).TotalSeconds * BytesPerSecond));
        _filledStamp = now;
    }

    private void Expire()
    {
        // Looking through all of them for every book that asks would be slow.
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_expiredStamp, now) < InFlightFor / 8)
        {
            return;
        }

        _expiredStamp = now;
        foreach (var (book, sent) in _inFlight.ToArray())
        {
            if (time.GetElapsedTime(sent.Stamp, now) >= InFlightFor)
            {
                Remove(book, sent.Sequence);
            }
        }
    }

    private void Remove((string Feed, InstrumentId Instrument) book, long upTo)
    {
        if (_inFlight.TryGetValue(book, out var sent) && sent.Sequence <= upTo)
        {
            _inFlight.Remove(book);
            InFlight -= sent.Bytes;
        }
    }

    private readonly record struct Sent(long Sequence, long Bytes, long Stamp);
}
