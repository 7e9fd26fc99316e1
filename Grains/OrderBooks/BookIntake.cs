namespace Ballast.Grains.OrderBooks;

/// <summary>Applies batches to a book and keeps what follows from them: trades, mids, grid samples, counts.</summary>
internal sealed class BookIntake(InstrumentId instrument, long epoch, RiskOptions risk)
{
    private readonly BookMarks _marks = new();
    private readonly Dictionary<string, long> _messages = new(StringComparer.Ordinal);
    private long _levels;
    private long _ignored;
    private long _gaps;
    private long _resyncs;
    private long _dropped;
    private long _stampsReplaced;

    internal BatchSequence Sequence { get; } = new();

    internal OrderBook Book { get; } = new();

    internal TradeLog Trades { get; } = new(epoch);

    internal GridSampler Samples { get; } = new(risk.Grid, risk.SampleMaxAge, risk.Window + 1);

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

        if (batch.IsResync)
        {
            _resyncs++;
        }

        foreach (var marketEvent in batch.Events)
        {
            Follow(marketEvent, onSecond);
            Apply(marketEvent, batch.IsResync, onMid);
        }

        return verdict;
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
    };

    private void Apply(MarketEvent marketEvent, bool isResync, Action<MidChange> onMid)
    {
        switch (marketEvent)
        {
            case BookChange change when isResync:
                Book.Apply(change);
                break;
            case BookChange change:
                Count("book_change");
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

    /// <summary>Nothing is known from here to the next snapshot.</summary>
    private void Lose(Action<MidChange> onMid)
    {
        Book.MarkStale();
        Trades.MarkGap();
        Observe(onMid);
    }

    private void Observe(Action<MidChange> onMid)
    {
        var mid = Book.Mid ?? double.NaN;
        _marks.Observe(Book);
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

        VenueTime = Instant.Max(VenueTime, marketEvent.ValuationTime);
        Mids.Confirm(VenueTime);
        if (_marks.MoveTo(VenueTime) is { } over)
        {
            onSecond(over);
        }
    }

    private void Count(string type) => _messages[type] = _messages.GetValueOrDefault(type) + 1;
}
