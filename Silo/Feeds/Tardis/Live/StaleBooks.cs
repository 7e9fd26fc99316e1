using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Notices that books of a live connection stay stale although their exchange sends other data. Not for concurrent use.</summary>
/// <remarks>
/// A server may have several links to one exchange. When one of them drops, it forgets the books of all, and asks for new snapshots only
/// if it was the link of the books. Only time in which the exchange sends data counts, and it counts from the last book that got its
/// snapshot, because the snapshots of many symbols take a while. The limit doubles with each redial that has not helped, so that a symbol
/// without a book does not cost the others theirs for ever.
/// </remarks>
/// <param name="limit">How long books may stay stale.</param>
/// <param name="time">Measures it.</param>
internal sealed class StaleBooks(TimeSpan limit, TimeProvider time)
{
    private const int MaxDoublings = 10;

    private readonly Dictionary<string, Venue> _venues = new(StringComparer.Ordinal);

    /// <summary>Takes an event of the connection, a disconnect once for each instrument that it concerns.</summary>
    /// <returns>Why the connection is to be dialled again; <see langword="null"/> while it is not.</returns>
    public string? Take(MarketEvent next)
    {
        if (!_venues.TryGetValue(next.Instrument.Exchange, out var venue))
        {
            venue = _venues[next.Instrument.Exchange] = new();
        }

        switch (next)
        {
            case Disconnect:
                venue.Lose(next.Instrument);
                return null;
            case BookChange { IsSnapshot: true }:
                venue.Find(next.Instrument);
                break;
        }

        return venue.Stale.Count == 0 ? null : Wait(next.Instrument.Exchange, venue);
    }

    /// <summary>The connection was lost, and every book with it.</summary>
    public void LoseAll()
    {
        foreach (var venue in _venues.Values)
        {
            foreach (var book in venue.Live.ToArray())
            {
                venue.Lose(book);
            }

            venue.Silence();
        }
    }

    private string? Wait(string exchange, Venue venue)
    {
        var now = time.GetTimestamp();
        venue.Sending += venue.LastSent is { } before ? time.GetElapsedTime(before, now) : TimeSpan.Zero;
        venue.LastSent = now;
        if (venue.Sending < limit * (1 << Math.Min(venue.Redials, MaxDoublings)))
        {
            return null;
        }

        venue.Redials++;
        return $"{exchange} sends data, but no snapshot of {Names.Of(venue.Stale)}, stale for {venue.Sending:hh\\:mm\\:ss}";
    }

    private sealed class Venue
    {
        public HashSet<InstrumentId> Live { get; } = [];

        /// <summary>Books that had been live before.</summary>
        public HashSet<InstrumentId> Stale { get; } = [];

        /// <summary>How long the exchange has been sending while books were stale and none of them got a snapshot.</summary>
        public TimeSpan Sending { get; set; }

        /// <summary>When the exchange last sent anything, if it has not been lost since.</summary>
        public long? LastSent { get; set; }

        /// <summary>Redials in a row after which books were still stale.</summary>
        public int Redials { get; set; }

        public void Lose(InstrumentId book)
        {
            if (Live.Remove(book))
            {
                Stale.Add(book);
            }

            LastSent = null;
        }

        public void Find(InstrumentId book)
        {
            Live.Add(book);
            if (Stale.Remove(book))
            {
                Sending = TimeSpan.Zero;
                Redials = Stale.Count == 0 ? 0 : Redials;
            }
        }

        public void Silence() => (Sending, LastSent) = (TimeSpan.Zero, null);
    }
}
