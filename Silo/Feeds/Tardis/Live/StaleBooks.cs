using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Notices that books of a live connection stay stale although their exchange sends other data. Not for concurrent use.</summary>
/// <remarks>
/// A server may have several links to one exchange. When one of them drops, it forgets the books of all, and asks for new snapshots only
/// if it was the link of the books. Only time in which the exchange sends data counts. The first snapshot of each other book on a connection gives a
/// stale book the whole time again, because the snapshots of many symbols take a while. The limit of a book doubles with each redial that has not
/// helped it, so that a symbol without a book does not cost the others theirs for ever.
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
        venue.Pass(time);
        var due = venue.TakeDue(limit);
        return due.Count == 0 ? null : $"{exchange} sends data, but no snapshot of {Names.Of([.. due.Keys])}, stale for {due.Values.Max():hh\\:mm\\:ss}";
    }

    /// <summary>The books of one exchange, and how long it has sent data while some were stale.</summary>
    private sealed class Venue
    {
        /// <summary>Books that have got a snapshot since the connection was made, or since none was stale.</summary>
        private readonly HashSet<InstrumentId> _found = [];

        private TimeSpan _sending;
        private TimeSpan _nextLook;
        private long? _lastSent;

        public HashSet<InstrumentId> Live { get; } = [];

        /// <summary>Books that had been live before: since when, as time in which the exchange sent data, and redials in a row that have not helped.</summary>
        public Dictionary<InstrumentId, (TimeSpan Since, int Redials)> Stale { get; } = [];

        public void Lose(InstrumentId book)
        {
            if (Live.Remove(book))
            {
                Stale.Add(book, (_sending, 0));
                _nextLook = _sending;
            }

            _lastSent = null;
        }

        public void Find(InstrumentId book)
        {
            Live.Add(book);
            if (!Stale.Remove(book))
            {
                return;
            }

            if (Stale.Count == 0)
            {
                _found.Clear();
            }
            else if (_found.Add(book))
            {
                Restart();
            }
        }

        public void Silence()
        {
            _lastSent = null;
            _found.Clear();
            Restart();
        }

        /// <summary>The exchange sends data now.</summary>
        public void Pass(TimeProvider time)
        {
            var now = time.GetTimestamp();
            _sending += _lastSent is { } before ? time.GetElapsedTime(before, now) : TimeSpan.Zero;
            _lastSent = now;
        }

        /// <summary>Books that have been stale for their limit, with how long; they wait twice as long the next time.</summary>
        public Dictionary<InstrumentId, TimeSpan> TakeDue(TimeSpan limit)
        {
            Dictionary<InstrumentId, TimeSpan> due = [];
            if (_sending < _nextLook)
            {
                // Called for every event, so the books are only gone through when one may be due.
                return due;
            }

            _nextLook = TimeSpan.MaxValue;
            foreach (var (book, (since, redials)) in Stale)
            {
                if (_sending - since >= LimitOf(limit, redials))
                {
                    due[book] = _sending - since;
                    Stale[book] = (since, redials + 1);
                }

                var next = since + LimitOf(limit, Stale[book].Redials);
                _nextLook = next < _nextLook ? next : _nextLook;
            }

            return due;
        }

        private static TimeSpan LimitOf(TimeSpan limit, int redials) => limit * (1 << Math.Min(redials, MaxDoublings));

        private void Restart()
        {
            foreach (var (book, (_, redials)) in Stale)
            {
                Stale[book] = (_sending, redials);
            }

            _nextLook = _sending;
        }
    }
}
