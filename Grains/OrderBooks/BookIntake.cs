namespace Ballast.Grains.OrderBooks;

/// <summary>Applies batches to a book and keeps what follows from them: trades, mids, grid samples, counts.</summary>
internal sealed class BookIntake(InstrumentId instrument, long epoch, BallastOptions options, decimal? tickSize)
{
    /// <summary>A short window still has to hold what closes between two writes to the store.</summary>
    private const int FewestPoints = 600;

    private readonly BookMarks _marks = new();
    private readonly Dictionary<string, long> _messages = new(StringComparer.Ordinal);
    private long _levels;
    private long _ignored;
    private long _gaps;
    private long _resyncs;
    private long _dropped;
    private long _stampsReplaced;
    private long _silences;
    private long _feedStarts;
    private long _foldedUpdates;
    private long _foldedTrades;
    private Instant _changedAt;

    internal InstrumentId Instrument => instrument;

    internal BatchSequence Sequence { get; } = new();

    internal OrderBook Book { get; } = new(options.Books.Rules(tickSize));

    /// <summary>What quotes and trades show over time.</summary>
    internal BookFlow Flow { get; } = new(instrument, options.Books);

    /// <summary>Book changes taken so far, also those ignored; of resyncs those that held something newer.</summary>
    internal long Changes { get; private set; }

    internal TradeLog Trades { get; } = new(epoch);

    internal GridSampler Samples { get; } = new(options.Risk.Grid, options.Risk.SampleMaxAge, Math.Max(options.Risk.Points, FewestPoints) + Open(options.Risk.Grid));

    /// <summary>Points that may be sampled and not closed yet: stamps may be 10 s ahead of arrival. Without room for them a full window would never be closed.</summary>
    private static int Open(TimeSpan grid) => (int)((GridSampler.ClosingDelay + TimeSpan.FromSeconds(10)) / grid) + 2;

    /// <summary>Every mid of the last 15 minutes.</summary>
    internal MidHistory Mids { get; } = new();

    /// <summary>What the book offers as marks now.</summary>
    internal BookMark Mark => _marks.Now;

    /// <summary>Monotone venue time of the last event.</summary>
    internal Instant VenueTime { get; private set; }

    internal Instant ReceivedAt { get; private set; }

    /// <summary>The mid that holds now; NaN when the book has none.</summary>
    internal double Mid { get; private set; } = double.NaN;

    /// <summary>Applies a batch.</summary>
    /// <param name="batch">The next batch of the stream.</param>
    /// <param name="onMid">Told of each change of the mid.</param>
    /// <param name="onSecond">Told of the mark at the end of each second that had events.</param>
    /// <returns>What was done; after <see cref="BatchVerdict.Gap"/> a snapshot is to be asked for.</returns>
    internal BatchVerdict Apply(MarketBatch batch, Action<MidChange> onMid, Action<BookMark> onSecond)
    {
        var epochBefore = Sequence.Epoch;
        var verdict = Sequence.Accept(batch);
        switch (verdict)
        {
            case BatchVerdict.Drop or BatchVerdict.OtherFeed:
                _dropped++;
                return verdict;
            case BatchVerdict.Gap:
                _gaps++;
                Lose(onMid);
                break;
            case BatchVerdict.NewEpoch when ReceivedAt != default:
                Lose(onMid);
                break;
        }

        if (batch.Epoch != epochBefore && epochBefore != 0)
        {
            _feedStarts++;
        }

        Skip(batch);

        if (batch.IsResync)
        {
            _resyncs++;
        }

        foreach (var marketEvent in batch.Events)
        {
            Take(marketEvent, batch.IsResync, onMid, onSecond);
        }

        return verdict;
    }

    /// <summary>Applies one event, in order of arrival.</summary>
    /// <param name="marketEvent">The event.</param>
    /// <param name="isResync">Whether it is a snapshot of our own feed, not the venue's news.</param>
    /// <param name="onMid">Told of each change of the mid.</param>
    /// <param name="onSecond">Told of the mark at the end of each second that had events.</param>
    internal void Take(MarketEvent marketEvent, bool isResync, Action<MidChange> onMid, Action<BookMark> onSecond)
    {
        Follow(marketEvent, onSecond);

        // Everything that arrived before this event has been applied: what it is past by the delay closes without it.
        Samples.Close(ReceivedAt);
        Apply(marketEvent, isResync, onMid);
    }

    /// <summary>Nothing has changed the book for so long that it is not trusted until something does.</summary>
    /// <param name="lasted">How long, on the clock of arrival; the venue's has gone on as far.</param>
    /// <param name="onMid">Told that there is no mid from then on.</param>
    /// <param name="onSecond">As in <see cref="Apply(MarketBatch, Action{MidChange}, Action{BookMark})"/>.</param>
    internal void Silence(TimeSpan lasted, Action<MidChange> onMid, Action<BookMark> onSecond)
    {
        _silences++;
        MoveTo(VenueTime + lasted, onSecond);
        Book.MarkSilent();
        Observe(onMid);
    }

    internal BookView View(int depth) => new()
    {
        Instrument = instrument,
        State = Book.State,
        Bids = Book.TopBids(depth),
        Asks = Book.TopAsks(depth),
        Mid = Book.Mid,
        VenueTime = VenueTime,
        ReceivedAt = ReceivedAt,
        Epoch = Sequence.Epoch,
        Sequence = Sequence.Last,
        Top = Book.Top,
    };

    internal BookStatistics Statistics() => new()
    {
        MessagesByType = new Dictionary<string, long>(_messages, StringComparer.Ordinal),
        LevelsApplied = _levels,
        IgnoredBeforeSnapshot = _ignored,
        Gaps = _gaps,
        Resyncs = _resyncs,
        Dropped = _dropped,
        StampsReplaced = _stampsReplaced,
        LateTicks = Samples.LateTicks,
        LevelsUncrossed = Book.Uncrossed,
        LevelsForgotten = Book.Forgotten,
        Silences = _silences,
        Disconnects = _messages.GetValueOrDefault("disconnect"),
        FeedStarts = _feedStarts,
        FoldedUpdates = _foldedUpdates,
        FoldedTrades = _foldedTrades,
    };

    /// <summary>What the feed did not send because this book was slow: the snapshot in the batch stands for the changes, the trades are lost.</summary>
    private void Skip(MarketBatch batch)
    {
        _foldedUpdates += batch.FoldedUpdates;
        _foldedTrades += batch.FoldedTrades;
        if (batch.FoldedUpdates > 0)
        {
            Mids.MarkThinned();
        }

        if (batch.FoldedTrades > 0)
        {
            Trades.MarkGap();
            Flow.MarkTradeGap();
        }
    }

    private void Apply(MarketEvent marketEvent, bool isResync, Action<MidChange> onMid)
    {
        switch (marketEvent)
        {
            case BookChange change when isResync:
                Resync(change);
                break;
            case BookChange change:
                Count("book_change");
                Changes++;
                _changedAt = change.ReceivedAt;
                if (Book.Apply(change))
                {
                    _levels += change.Bids.Length + change.Asks.Length;
                }
                else
                {
                    _ignored++;
                }

                break;
            case Trade trade:
                Count("trade");
                Trades.Add(trade);
                _marks.Observe(trade);
                Flow.Observe(VenueTime, trade, Mid);
                return;
            case Disconnect:
                Count("disconnect");
                Lose(onMid);
                return;
            default:
                return;
        }

        Observe(onMid);
    }

    /// <summary>A snapshot of our own feed is no news: if it holds nothing newer, a silent book stays as stale as it was.</summary>
    private void Resync(BookChange change)
    {
        var wasSilent = Book.IsSilent;
        Book.Apply(change);
        if (change.ReceivedAt > _changedAt)
        {
            Changes++;
            _changedAt = change.ReceivedAt;
        }
        else if (wasSilent)
        {
            Book.MarkSilent();
        }
    }

    /// <summary>Nothing is known from here to the next snapshot.</summary>
    private void Lose(Action<MidChange> onMid)
    {
        Book.MarkStale();
        Trades.MarkGap();
        Flow.MarkTradeGap();
        Observe(onMid);
    }

    private void Observe(Action<MidChange> onMid)
    {
        if (VenueTime == default)
        {
            // A gap before the first event: there is no time at which anything could have been lost.
            return;
        }

        var mid = Book.Mid ?? double.NaN;
        _marks.Observe(Book);
        Flow.Observe(VenueTime, Book);
        Samples.Observe(VenueTime, mid);
        if (!mid.Equals(Mid))
        {
            Mid = mid;
            Mids.Add(VenueTime, mid);
            onMid(new(VenueTime, mid));
        }
    }

    private void Follow(MarketEvent marketEvent, Action<BookMark> onSecond)
    {
        ReceivedAt = Instant.Max(ReceivedAt, marketEvent.ReceivedAt);
        if (!marketEvent.IsStampBelieved)
        {
            _stampsReplaced++;
        }

        MoveTo(marketEvent.ValuationTime, onSecond);
    }

    private void MoveTo(Instant venueTime, Action<BookMark> onSecond)
    {
        VenueTime = Instant.Max(VenueTime, venueTime);
        Mids.Confirm(VenueTime);
        if (_marks.MoveTo(VenueTime) is { } over)
        {
            onSecond(over);
        }
    }

    private void Count(string type) => _messages[type] = _messages.GetValueOrDefault(type) + 1;
}
