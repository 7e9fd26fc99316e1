using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>Makes, numbers and counts the batches of one feed epoch.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class BatchMaker(string feed, long epoch, MarketClock clock)
{
    /// <summary>Tells this start of the feed from another under the same epoch.</summary>
    private readonly long _run = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Key of the feed.</summary>
    internal string Feed => feed;

    /// <summary>Batches made.</summary>
    internal long Count { get; private set; }

    /// <summary>Snapshots, and empty batches sent instead of one.</summary>
    internal long Resyncs { get; private set; }

    /// <summary>Book changes that a snapshot made here replaces.</summary>
    internal long FoldedUpdates { get; private set; }

    /// <summary>Trades that were dropped before a snapshot made here.</summary>
    internal long FoldedTrades { get; private set; }

    /// <summary>Arrival up to which everything has been published.</summary>
    internal Instant Published { get; set; }

    /// <summary>The pending events for the inventory; call it only when there are any.</summary>
    internal MarketBatch Ticker(FeedInstrument instrument)
    {
        var batch = Batch(instrument, ++instrument.TickerSequence, [.. instrument.PendingTicker]);
        instrument.Tickers.Add(batch);
        instrument.PendingTicker.Clear();
        return batch;
    }

    /// <summary>The pending events for the book, in as many batches as their levels need.</summary>
    internal IReadOnlyList<MarketBatch> Events(FeedInstrument instrument, Acknowledgement acknowledgement)
    {
        var isUrgent = acknowledgement == Acknowledgement.AtOnce;
        var taken = instrument.TakeMarket();
        return LargeBooks.Fits(taken, LargeBooks.MaxLevels) ? [MarketBatch(instrument, taken, isUrgent)] : Divided(instrument, taken, isUrgent);
    }

    /// <summary>The own copy of the book, or an empty batch while it has no state, with the counts of what was folded into it.</summary>
    internal IReadOnlyList<MarketBatch> Snapshot(FeedInstrument instrument)
    {
        var (updates, trades) = (instrument.FoldedUpdates, instrument.FoldedTrades);
        Resyncs++;
        FoldedUpdates += updates;
        FoldedTrades += trades;
        MarketEvent[][] parts = [.. LargeBooks.Part(instrument.Unfold(), LargeBooks.MaxLevels).DefaultIfEmpty([])];
        return [.. parts.Select((events, i) => MarketBatch(instrument, events, isUrgent: true) with
        {
            IsResync = true,
            FoldedUpdates = i == 0 ? updates : 0,
            FoldedTrades = i == 0 ? trades : 0,
        })];
    }

    /// <summary>An empty batch, which makes the book acknowledge its position, or say that it takes another feed.</summary>
    internal MarketBatch Question(FeedInstrument instrument)
    {
        Resyncs++;
        return MarketBatch(instrument, [], isUrgent: true) with { IsResync = true };
    }

    private MarketBatch[] Divided(FeedInstrument instrument, MarketEvent[] taken, bool isUrgent) =>
        [.. LargeBooks.Part(taken, LargeBooks.MaxLevels).Select(events => MarketBatch(instrument, events, isUrgent))];

    private MarketBatch MarketBatch(FeedInstrument instrument, MarketEvent[] events, bool isUrgent) =>
        Batch(instrument, instrument.NextSequence(Published), events, isUrgent);

    private MarketBatch Batch(FeedInstrument instrument, long sequence, MarketEvent[] events, bool isUrgent = false)
    {
        Count++;
        return new()
        {
            Feed = feed,
            Epoch = epoch,
            Run = _run,
            Sequence = sequence,
            PublishedAt = clock.Now,
            Instrument = instrument.Instrument,
            Events = events,
            AcknowledgeNow = isUrgent,
        };
    }
}
