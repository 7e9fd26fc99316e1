using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Silo.Feeds.Tardis.Live.Resuming;

/// <summary>The position of a replay. After a cut it decides which messages of the new request were delivered already.</summary>
/// <remarks>
/// A server makes messages from state that it builds from the beginning of a request, so a new request that begins in the middle of a
/// day lacks books, changes and tickers. It begins where the replay began, or at 00:00 UTC, where every book has a snapshot. Everything
/// before the last arrival was delivered, and of that arrival as many messages of each instrument and type as were counted, because
/// arrivals may be equal. A book continues if its snapshot is among those dropped; any other book has a gap and is marked as
/// disconnected. A feed that was started anew has lost its books: what was delivered is applied without being published, and the
/// resulting books are published as snapshots (docs/decisions/0027-a-replay-is-read-again-from-a-snapshot.md).
/// </remarks>
internal sealed class ReplayCursor
{
    /// <summary>How long after 00:00 the snapshots of a day may still come. A cut before that needs the day before.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(10);
    private static readonly SamplingGrid Days = new(TimeSpan.FromDays(1));

    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _atLast = [];
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _toDrop = [];
    private readonly HashSet<InstrumentId> _books = [];
    private readonly HashSet<InstrumentId> _unproven = [];
    private readonly Dictionary<InstrumentId, (OrderBook Book, BookChange Newest)> _folded = [];
    private bool _isResuming;
    private bool _isRestart;

    /// <summary>Arrival of the last message delivered; <see langword="null"/> before the first message.</summary>
    public Instant? Last { get; private set; }

    /// <summary>Continues after an earlier run of this feed, which delivered everything up to <paramref name="last"/>.</summary>
    public void ContinueAfter(Instant last) => (Last, _isRestart) = (last, true);

    /// <summary>Begins a new request; returns the time to ask from.</summary>
    /// <param name="beginning">The beginning of the whole replay.</param>
    public DateTimeOffset Resume(DateTimeOffset beginning)
    {
        if (Last is not { } last)
        {
            return beginning;
        }

        _isResuming = true;
        _toDrop.Clear();
        foreach (var (key, count) in _atLast)
        {
            _toDrop[key] = count;
        }

        _folded.Clear();
        _unproven.UnionWith(_books);
        var from = Days.AtOrBefore(last - Opening).ToDateTimeOffset();
        return from > beginning ? from : beginning;
    }

    /// <summary>Decides whether a message is new.</summary>
    /// <param name="next">The message's event.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="before">Receives what must be published before the event: disconnects of books with a gap, and snapshots of books applied silently.</param>
    /// <returns><see langword="false"/> when the message was delivered before.</returns>
    public bool Accept(MarketEvent next, string type, List<MarketEvent> before)
    {
        var key = (next.Instrument, type);
        if (_isResuming && WasDelivered(next.ReceivedAt, key))
        {
            Recognise(next);
            return false;
        }

        if (_isResuming)
        {
            EndBefore(next, before);
        }

        if (next.ReceivedAt != Last)
        {
            _atLast.Clear();
            Last = next.ReceivedAt;
        }

        _atLast[key] = _atLast.GetValueOrDefault(key) + 1;
        Follow(next);
        return true;
    }

    /// <summary>Ends the dropping: no further message was delivered before, or the replay has ended.</summary>
    public void End(List<MarketEvent> before)
    {
        before.AddRange(_unproven.Select(Broken));
        _books.ExceptWith(_unproven);
        _unproven.Clear();
        foreach (var (book, newest) in _folded.Values.Where(folded => folded.Book.State is BookState.Live or BookState.Crossed))
        {
            before.Add(newest with { IsSnapshot = true, Bids = book.AllBids(), Asks = book.AllAsks() });
            _books.Add(newest.Instrument);
        }

        _folded.Clear();
        (_isResuming, _isRestart) = (false, false);
    }

    private bool WasDelivered(Instant arrival, (InstrumentId, string) key)
    {
        if (arrival != Last || _isRestart)
        {
            return arrival <= Last;
        }

        var left = _toDrop.GetValueOrDefault(key);
        _toDrop[key] = left - 1;
        return left > 0;
    }

    private void Recognise(MarketEvent next)
    {
        if (next is BookChange change)
        {
            if (change.IsSnapshot)
            {
                _unproven.Remove(next.Instrument);
            }

            if (_isRestart)
            {
                var folded = _folded.TryGetValue(next.Instrument, out var known) ? known.Book : new();
                folded.Apply(change);
                _folded[next.Instrument] = (folded, change);
            }
        }
        else if (next is Disconnect cut)
        {
            // The server forgets its own state at a recorded disconnect, as at the beginning of a request.
            _unproven.UnionWith(_books.Where(cut.Concerns));
            foreach (var (id, folded) in _folded)
            {
                if (cut.Concerns(id))
                {
                    folded.Book.MarkStale();
                }
            }
        }
    }

    private void EndBefore(MarketEvent next, List<MarketEvent> before)
    {
        if (next.ReceivedAt > Last)
        {
            End(before);
        }
        else if (next is BookChange && _unproven.Remove(next.Instrument))
        {
            // Messages of other books with this arrival may still come again.
            before.Add(Broken(next.Instrument));
            _books.Remove(next.Instrument);
        }
    }

    private void Follow(MarketEvent next)
    {
        switch (next)
        {
            case BookChange { IsSnapshot: true }:
                _books.Add(next.Instrument);
                break;
            case Disconnect cut:
                _books.RemoveWhere(cut.Concerns);
                _unproven.RemoveWhere(cut.Concerns);
                break;
        }
    }

    private MarketEvent Broken(InstrumentId instrument) => new Disconnect { Instrument = instrument, VenueTime = Last!.Value, ReceivedAt = Last.Value };
}
