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

    /// <summary>Sorts an event onto the stream it belongs to; the own book follows what is published.</summary>
    internal void Add(MarketEvent marketEvent)
    {
        _venueTime = Instant.Max(_venueTime, marketEvent.VenueTime);
        _receivedAt = Instant.Max(_receivedAt, marketEvent.ReceivedAt);
        switch (marketEvent)
        {
            case BookChange change:
                Book.Apply(change);
                PendingMarket.Add(change);
                break;
            case Disconnect:
                Book.MarkStale();
                PendingMarket.Add(marketEvent);
                PendingTicker.Add(marketEvent);
                break;
            case DerivativeTicker or Liquidation:
                PendingTicker.Add(marketEvent);
                break;
            default:
                PendingMarket.Add(marketEvent);
                break;
        }
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
