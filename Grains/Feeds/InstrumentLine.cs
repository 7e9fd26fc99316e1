namespace Ballast.Grains.Feeds;

/// <summary>What a feed keeps for one instrument: its own book for resyncs, what waits to be published, and what was acknowledged.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class InstrumentLine(InstrumentId instrument)
{
    private Instant _venueTime;
    private Instant _receivedAt;

    internal InstrumentId Instrument { get; } = instrument;

    internal OrderBook Book { get; } = new();

    internal List<MarketEvent> PendingMarket { get; } = [];

    internal List<MarketEvent> PendingTicker { get; } = [];

    internal long MarketSequence { get; set; }

    internal long AcknowledgedSequence { get; set; }

    internal long TickerSequence { get; set; }

    internal MarketBatch? LastTicker { get; set; }

    /// <summary>When the oldest unacknowledged batch went out, on the wall clock's monotone stamp.</summary>
    internal long OldestSentStamp { get; set; }

    internal bool SnapshotRequested { get; set; }

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
