using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>What a feed keeps for one instrument: its own copy of the book, events not published yet, and what the book has acknowledged.</summary>
/// <remarks>Guarded by the publisher's lock, except for the own copy of the book: only the loop that flushes uses that, so that acknowledgements need not wait for it.</remarks>
internal sealed class FeedInstrument(InstrumentId instrument)
{
    private const int MaxDoublings = 4;

    private readonly Queue<(long Sequence, Instant PublishedBefore)> _sent = new();
    private readonly List<MarketEvent> _unapplied = [];
    private readonly OrderBook _book = new();
    private Instant _venueTime;
    private Instant _receivedAt;
    private Disconnect? _foldedDisconnect;
    private long _acknowledged;
    private long _oldestSentStamp;
    private bool _hasBook;
    private volatile bool _isStale;

    internal InstrumentId Instrument { get; } = instrument;

    /// <summary>The feed's own copy of the book, as of the last batch made.</summary>
    internal OrderBook Book
    {
        get
        {
            CatchUp();
            return _book;
        }
    }

    /// <summary>The stream to the book.</summary>
    internal IAsyncStream<MarketBatch>? MarketStream { get; set; }

    /// <summary>The stream to the inventory.</summary>
    internal IAsyncStream<MarketBatch>? TickerStream { get; set; }

    /// <summary>Whether the instrument is in the <see cref="AppliedOrder"/>.</summary>
    internal bool IsTracked { get; set; }

    internal List<MarketEvent> PendingMarket { get; } = [];

    internal List<MarketEvent> PendingTicker { get; } = [];

    /// <summary>Sequence of the last batch to the book.</summary>
    internal long MarketSequence { get; private set; }

    /// <summary>Sequence of the last batch to the inventory.</summary>
    internal long TickerSequence { get; set; }

    internal RecentTickers Tickers { get; } = new();

    internal bool IsSnapshotRequested { get; set; }

    /// <summary>Whether the book is to be sent something, if only an empty batch, so that it answers.</summary>
    internal bool IsQuestionDue { get; set; }

    /// <summary>Whether the instrument is among those to look at in the next flush.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>Whether the book takes the batches of another feed, or of another epoch. Until it takes ours it is only asked again.</summary>
    internal bool IsRefused { get; private set; }

    /// <summary>Whether updates go into the own copy of the book only, because the book is too slow or does not take them.</summary>
    internal bool IsFolding { get; private set; }

    /// <summary>Book changes folded since the last batch.</summary>
    internal long FoldedUpdates { get; private set; }

    /// <summary>Trades dropped since the last batch.</summary>
    internal long FoldedTrades { get; private set; }

    /// <summary>Resyncs sent in a row because nothing was acknowledged.</summary>
    internal int Silences { get; set; }

    /// <summary>Batches to the book not acknowledged yet.</summary>
    internal long Unacknowledged => MarketSequence - _acknowledged;

    /// <summary>Whether a snapshot is to be sent to the book now.</summary>
    internal bool AwaitsSnapshot => !IsRefused && (IsSnapshotRequested || (IsFolding && Unacknowledged <= FeedPublisher.Reopened));

    /// <summary>Whether the book has everything published, or takes nothing from here.</summary>
    internal bool IsSettled => Unacknowledged == 0 && (IsRefused || this is { IsSnapshotRequested: false, IsFolding: false });

    /// <summary>Whether the levels of the own copy of the book can be trusted.</summary>
    internal bool HasState => Book.State is BookState.Live or BookState.Crossed;

    /// <summary>Whether messages of the book came, but its levels cannot be trusted.</summary>
    internal bool IsStale => _isStale;

    /// <summary>Arrival up to which the feed had published everything before the oldest unacknowledged batch; <see langword="null"/> when all are acknowledged.</summary>
    internal Instant? AppliedTo => _sent.TryPeek(out var oldest) ? oldest.PublishedBefore : null;

    /// <summary>Adds an event to the streams it belongs to; a disconnect is added to both.</summary>
    internal void Add(MarketEvent marketEvent)
    {
        if (marketEvent is not (DerivativeTicker or Liquidation))
        {
            PendingMarket.Add(marketEvent);
        }

        if (marketEvent is DerivativeTicker or Liquidation or Disconnect)
        {
            PendingTicker.Add(marketEvent);
        }
    }

    /// <summary>Numbers the next batch to the book.</summary>
    /// <param name="publishedBefore">Arrival up to which the feed has published everything so far.</param>
    internal long NextSequence(Instant publishedBefore)
    {
        _sent.Enqueue((++MarketSequence, publishedBefore));
        return MarketSequence;
    }

    /// <summary>From now on the book's silence is measured.</summary>
    /// <param name="stamp">Now, on the machine's monotone clock.</param>
    internal void StartWaiting(long stamp) => _oldestSentStamp = stamp;

    /// <summary>Records that the book has applied every batch up to a sequence.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="stamp">Now, on the machine's monotone clock.</param>
    /// <returns>Whether the sequence is newer than the last one.</returns>
    internal bool Acknowledge(long sequence, long stamp)
    {
        if (sequence <= _acknowledged)
        {
            return false;
        }

        // A book that acknowledges takes the batches again; what it has not taken was folded, so a snapshot follows.
        IsRefused = false;
        _acknowledged = Math.Min(sequence, MarketSequence);
        while (_sent.TryPeek(out var oldest) && oldest.Sequence <= sequence)
        {
            _sent.Dequeue();
        }

        _oldestSentStamp = stamp;
        Silences = 0;
        return true;
    }

    /// <summary>Records that the book does not take the batches: none of them is waited for, and further events are folded.</summary>
    /// <param name="stamp">Now, on the machine's monotone clock.</param>
    internal void Refuse(long stamp)
    {
        (IsRefused, IsFolding, IsSnapshotRequested, Silences) = (true, true, false, 0);
        _acknowledged = MarketSequence;
        _sent.Clear();
        _oldestSentStamp = stamp;
    }

    /// <summary>The book asks for a snapshot, so it takes the batches.</summary>
    /// <returns>Whether it had not asked before.</returns>
    internal bool RequestSnapshot()
    {
        IsRefused = false;
        var isFirst = !IsSnapshotRequested;
        IsSnapshotRequested = true;
        return isFirst;
    }

    /// <summary>Whether a book that takes another feed is to be asked again.</summary>
    internal bool IsOfferDue(TimeProvider time, TimeSpan every) => IsRefused && time.GetElapsedTime(_oldestSentStamp) > every;

    /// <summary>Whether batches are unacknowledged and the book has said nothing for too long; each silence in a row doubles how long that is.</summary>
    internal bool IsSilent(TimeProvider time, TimeSpan limit) =>
        Unacknowledged > 0 && time.GetElapsedTime(_oldestSentStamp) > limit * (1 << Math.Min(Silences, MaxDoublings));

    /// <summary>Removes and returns the events to publish to the book. The feed's own copy of the book gets them only now, so that a snapshot is never ahead of the batches.</summary>
    internal MarketEvent[] TakeMarket()
    {
        foreach (var marketEvent in PendingMarket)
        {
            _venueTime = Instant.Max(_venueTime, marketEvent.ValuationTime);
            _receivedAt = Instant.Max(_receivedAt, marketEvent.ReceivedAt);
        }

        MarketEvent[] taken = [.. PendingMarket];
        _unapplied.AddRange(PendingMarket);
        PendingMarket.Clear();
        return taken;
    }

    /// <summary>Applies to the own copy of the book what was published or folded.</summary>
    internal void CatchUp()
    {
        if (_unapplied.Count == 0)
        {
            return;
        }

        foreach (var marketEvent in _unapplied)
        {
            ApplyToCopy(marketEvent);
        }

        _unapplied.Clear();
        _isStale = _hasBook && _book.State is not (BookState.Live or BookState.Crossed);
    }

    private void ApplyToCopy(MarketEvent marketEvent)
    {
        try
        {
            if (marketEvent is BookChange change)
            {
                _hasBook = true;
                _book.Apply(change);
            }
            else if (marketEvent is Disconnect)
            {
                _book.MarkStale();
            }
        }
        catch (Exception)
        {
            // Whatever it is, it is an error of ours: the levels may be half written. The book counts the event, and the feed goes on.
            _book.MarkStale();
        }
    }

    /// <summary>Applies the events for the book to the own copy instead of publishing them.</summary>
    internal void Fold()
    {
        foreach (var marketEvent in TakeMarket())
        {
            switch (marketEvent)
            {
                case BookChange:
                    FoldedUpdates++;
                    break;
                case Trade:
                    FoldedTrades++;
                    break;
                case Disconnect cut:
                    _foldedDisconnect = cut;
                    break;
            }
        }

        IsFolding = true;
    }

    /// <summary>Ends folding.</summary>
    /// <returns>What replaces the folded events: the last disconnect if there was one, then the own copy of the book if it has a state.</returns>
    internal MarketEvent[] Unfold()
    {
        MarketEvent?[] events = [_foldedDisconnect, Snapshot()];
        (_foldedDisconnect, FoldedUpdates, FoldedTrades, IsFolding) = (null, 0, 0, false);
        return [.. events.OfType<MarketEvent>()];
    }

    /// <summary>The own copy of the book as a snapshot; <see langword="null"/> while its levels cannot be trusted.</summary>
    /// <remarks>Its times are those of the instrument's newest event, because a resync is nothing new.</remarks>
    internal BookChange? Snapshot() =>
        HasState
            ? new()
            {
                Instrument = Instrument,
                VenueTime = _venueTime,
                ReceivedAt = _receivedAt,
                IsSnapshot = true,
                Bids = Book.AllBids(),
                Asks = Book.AllAsks(),
            }
            : null;
}
