using System.IO.Hashing;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Silo.Feeds.Tardis.Live.Resuming;

/// <summary>The position of a replay. After a cut it decides which messages of the new request were delivered already.</summary>
/// <remarks>
/// A request for a replay begins at a whole minute. Everything before the last arrival was delivered, and of that arrival as many
/// messages of each instrument and type as were counted, because arrivals may be equal. A new request has no snapshot, and some
/// exchanges have no book until there is one. A book continues only if its last message, or a snapshot, comes again among those
/// dropped. Any other book has a gap and is marked as disconnected. A feed that was started anew has lost its books: it asks
/// from the start of the day, where every book has a snapshot, applies what was delivered without publishing it, and publishes the
/// resulting books as snapshots (docs/decisions/0014-a-resumed-replay-proves-its-books.md).
/// </remarks>
internal sealed class ReplayCursor
{
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _atLast = [];
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _toDrop = [];
    private readonly Dictionary<InstrumentId, (Instant Arrival, ulong Hash)> _books = [];
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
        _unproven.UnionWith(_books.Keys);
        var starts = new SamplingGrid(_isRestart ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(1));
        var from = starts.AtOrBefore(last).ToDateTimeOffset();
        return from > beginning ? from : beginning;
    }

    /// <summary>Decides whether a message is new.</summary>
    /// <param name="next">The message's event.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="text">The message as received.</param>
    /// <param name="before">Receives what must be published before the event: disconnects of books with a gap, and snapshots of books applied silently.</param>
    /// <returns><see langword="false"/> when the message was delivered before.</returns>
    public bool Accept(MarketEvent next, string type, ReadOnlySpan<byte> text, List<MarketEvent> before)
    {
        var key = (next.Instrument, type);
        if (_isResuming && WasDelivered(next.ReceivedAt, key))
        {
            Recognise(next, text);
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
        Follow(next, text);
        return true;
    }

    /// <summary>Ends the dropping: no further message was delivered before, or the replay has ended.</summary>
    public void End(List<MarketEvent> before)
    {
        before.AddRange(_unproven.Select(Broken));
        Forget([.. _unproven]);
        foreach (var (book, newest) in _folded.Values.Where(folded => folded.Book.State is BookState.Live or BookState.Crossed))
        {
            before.Add(newest with { IsSnapshot = true, Bids = book.AllBids(), Asks = book.AllAsks() });
            _books[newest.Instrument] = default;
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

    private void Recognise(MarketEvent next, ReadOnlySpan<byte> text)
    {
        if (next is BookChange change)
        {
            if (change.IsSnapshot || (_books.TryGetValue(next.Instrument, out var book) && book == (next.ReceivedAt, XxHash3.HashToUInt64(text))))
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

    private void Follow(MarketEvent next, ReadOnlySpan<byte> text)
    {
        switch (next)
        {
            case BookChange change when change.IsSnapshot || _books.ContainsKey(next.Instrument):
                _books[next.Instrument] = (next.ReceivedAt, XxHash3.HashToUInt64(text));
                break;
            case Disconnect cut:
                Forget([.. _books.Keys.Where(cut.Concerns)]);
                break;
        }
    }

    private MarketEvent Broken(InstrumentId instrument) => new Disconnect { Instrument = instrument, VenueTime = Last!.Value, ReceivedAt = Last.Value };

    private void Forget(IEnumerable<InstrumentId> books)
    {
        foreach (var book in books)
        {
            _books.Remove(book);
        }

        _unproven.IntersectWith(_books.Keys);
    }
}
