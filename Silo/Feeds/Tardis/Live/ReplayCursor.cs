using System.IO.Hashing;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Where a replay is, and after a cut which messages of the new request have been delivered already.</summary>
/// <remarks>
/// A replay can only be asked for from a whole minute. Everything before the last arrival was delivered; at that very arrival
/// as many messages of each instrument and type as were counted, for equal arrivals are legal. A new request has no snapshot,
/// and from some exchanges no book until there is one. A book goes on only if the message it ended with, or a snapshot, is seen
/// again among those dropped: then what follows it follows here too. Any other book has a hole, and is said to be disconnected.
/// A feed that was started anew has lost its books: it asks from the start of the day, where every book has a snapshot, folds
/// what was delivered, and sends the outcome as snapshots.
/// </remarks>
internal sealed class ReplayCursor
{
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _atLast = [];
    private readonly Dictionary<(InstrumentId Instrument, string Type), int> _toDrop = [];
    private readonly Dictionary<InstrumentId, (Instant Arrival, ulong Hash)> _books = [];
    private readonly HashSet<InstrumentId> _unproven = [];
    private readonly Dictionary<InstrumentId, (OrderBook Book, BookChange Newest)> _folded = [];
    private bool _isRestart;

    /// <summary>Arrival of the last message delivered; <see langword="null"/> before the first.</summary>
    public Instant? Last { get; private set; }

    /// <summary>Whether messages delivered before are still being dropped.</summary>
    public bool IsResuming { get; private set; }

    /// <summary>Messages dropped because they had been delivered.</summary>
    public long Dropped { get; private set; }

    /// <summary>An earlier run of this feed had delivered everything up to here.</summary>
    public void GoOnAfter(Instant last) => (Last, _isRestart) = (last, true);

    /// <summary>A new request begins; answers where, in whole minutes.</summary>
    /// <param name="beginning">Where the replay as a whole begins.</param>
    public DateTimeOffset Resume(DateTimeOffset beginning)
    {
        if (Last is not { } last)
        {
            return beginning;
        }

        IsResuming = true;
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

    /// <summary>Judges a message.</summary>
    /// <param name="next">Its event.</param>
    /// <param name="type">Its type.</param>
    /// <param name="text">The message as it came.</param>
    /// <param name="before">Receives what is to be told before the event: books whose continuation is not known, and books folded.</param>
    /// <returns><see langword="false"/> when it was delivered before.</returns>
    public bool Take(MarketEvent next, string type, ReadOnlySpan<byte> text, List<MarketEvent> before)
    {
        var key = (next.Instrument, type);
        if (IsResuming && WasDelivered(next.ReceivedAt, key))
        {
            Dropped++;
            SeeAgain(next, text);

            return false;
        }

        if (IsResuming)
        {
            EndFor(next, before);
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

    /// <summary>Nothing more was delivered before, or the replay ended.</summary>
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
        (IsResuming, _isRestart) = (false, false);
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

    private void SeeAgain(MarketEvent next, ReadOnlySpan<byte> text)
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

    private void EndFor(MarketEvent next, List<MarketEvent> before)
    {
        if (next.ReceivedAt > Last)
        {
            End(before);
        }
        else if (next is BookChange && _unproven.Remove(next.Instrument))
        {
            // Others of this arrival may still be seen again.
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
