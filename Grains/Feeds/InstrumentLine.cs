namespace Ballast.Grains.Feeds;

/// <summary>What a feed keeps for one instrument: its own book for resyncs, what waits to be published, and what was acknowledged.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class InstrumentLine(InstrumentId instrument)
{
    /// <summary>Funding falls due every hour at the most; a reader that has been away longer than this many has missed some.</summary>
    private const int LastWordsKept = 4;

    private readonly Queue<DerivativeTicker> _lastWords = new();
    private DerivativeTicker? _newest;
    private Instant _venueTime;
    private Instant _receivedAt;
    private Disconnect? _foldedDisconnect;

    internal InstrumentId Instrument { get; } = instrument;

    internal OrderBook Book { get; } = new();

    internal List<MarketEvent> PendingMarket { get; } = [];

    internal List<MarketEvent> PendingTicker { get; } = [];

    internal long MarketSequence { get; set; }

    internal long AcknowledgedSequence { get; set; }

    internal long TickerSequence { get; set; }

    /// <summary>What a reader that has lost tickers must still know: the newest batch of them, and before it the last word on each recent funding time.</summary>
    internal MarketBatch? LastTicker { get; private set; }

    /// <summary>When the oldest unacknowledged batch went out, on the wall clock's monotone stamp.</summary>
    internal long OldestSentStamp { get; set; }

    internal bool SnapshotRequested { get; set; }

    /// <summary>Whether updates go into the own book only, until the window has opened.</summary>
    internal bool IsFolding { get; private set; }

    /// <summary>Book changes folded since the last batch.</summary>
    internal long FoldedUpdates { get; private set; }

    /// <summary>Trades dropped since the last batch.</summary>
    internal long FoldedTrades { get; private set; }

    /// <summary>Snapshots sent in a row because nothing was acknowledged.</summary>
    internal int Silences { get; set; }

    internal long Unacknowledged => MarketSequence - AcknowledgedSequence;

    /// <summary>Batches not acknowledged yet, each with the arrival up to which everything had been published before it.</summary>
    internal Queue<(long Sequence, Instant Before)> Sent { get; } = new();

    /// <summary>Sorts an event onto the stream it belongs to.</summary>
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

    /// <summary>A batch of the ticker stream was published.</summary>
    internal void Told(MarketBatch batch)
    {
        if (!batch.Events.Any(e => e is DerivativeTicker))
        {
            return;
        }

        foreach (var ticker in batch.Events.OfType<DerivativeTicker>())
        {
            if (_newest is { FundingTime: { } due } last && (ticker.FundingTime != due || (last.ValuationTime <= due && ticker.ValuationTime > due)))
            {
                _lastWords.Enqueue(last);
                if (_lastWords.Count > LastWordsKept)
                {
                    _lastWords.Dequeue();
                }
            }

            _newest = ticker;
        }

        LastTicker = batch with { Events = [.. _lastWords.Where(word => !batch.Events.Contains(word)), .. batch.Events], IsResync = true };
    }

    /// <summary>What waits for the book, now to be published; the own book follows, so that a snapshot never runs ahead.</summary>
    internal MarketEvent[] TakeMarket()
    {
        foreach (var marketEvent in PendingMarket)
        {
            _venueTime = Instant.Max(_venueTime, marketEvent.ValuationTime);
            _receivedAt = Instant.Max(_receivedAt, marketEvent.ReceivedAt);
            if (marketEvent is BookChange change)
            {
                Book.Apply(change);
            }
            else if (marketEvent is Disconnect)
            {
                Book.MarkStale();
            }
        }

        MarketEvent[] taken = [.. PendingMarket];
        PendingMarket.Clear();
        return taken;
    }

    /// <summary>What waits for the book goes into the own one instead.</summary>
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

    /// <summary>What stands for everything folded: the own book, and before it the last disconnect if there was one.</summary>
    internal MarketEvent[] Unfold()
    {
        MarketEvent?[] events = [_foldedDisconnect, Snapshot()];
        (_foldedDisconnect, FoldedUpdates, FoldedTrades, IsFolding) = (null, 0, 0, false);
        return [.. events.OfType<MarketEvent>()];
    }

    /// <summary>The own book as a snapshot; <see langword="null"/> while it has none to give.</summary>
    /// <remarks>Its times are those of the instrument's own newest event: a resync is no news.</remarks>
    internal BookChange? Snapshot() =>
        Book.State is BookState.Live or BookState.Crossed
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
