using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Feeds;

/// <summary>Creates and counts the batches of one feed epoch.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class FeedBatches(string feed, long epoch, Backpressure backpressure, FeedHost host)
{
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

    /// <summary>Batches to send to the book: its pending events (none while the book is too slow), and a snapshot if it needs one.</summary>
    internal IReadOnlyList<MarketBatch> ToBook(FeedInstrument instrument, Acknowledgement acknowledgement)
    {
        List<MarketBatch> due = [];
        if (backpressure == Backpressure.Fold
            && (instrument.IsFolding || (instrument.Unacknowledged >= FeedPublisher.Window && instrument.PendingMarket.Count > 0)))
        {
            instrument.Fold();
            if (instrument.Unacknowledged <= FeedPublisher.Reopened || instrument.IsSnapshotRequested)
            {
                due.AddRange(Snapshot(instrument));
            }
        }
        else
        {
            if (instrument.PendingMarket.Count > 0)
            {
                due.AddRange(Pending(instrument, acknowledgement));
            }

            if (instrument.IsSnapshotRequested && (instrument.Silences > 0 || instrument.Snapshot() is not null))
            {
                due.AddRange(Snapshot(instrument));
            }
        }

        instrument.IsSnapshotRequested = false;
        if (due.Count > 0 && instrument.Unacknowledged == due.Count)
        {
            instrument.StartWaiting(host.Time.GetTimestamp());
        }

        return due;
    }

    /// <summary>Batches that repair a book which is silent, has asked for a snapshot, or has caught up.</summary>
    internal IReadOnlyList<MarketBatch> Resync(FeedInstrument instrument)
    {
        // Silence alone does not prove a loss. Where nothing may be lost, an empty batch makes the book acknowledge its position. If something is
        // missing, the book sees the gap and asks. A snapshot that was not asked for would make the result depend on the machine's speed.
        var isQuestion = backpressure == Backpressure.Wait && !instrument.IsSnapshotRequested;
        instrument.IsSnapshotRequested = false;
        instrument.StartWaiting(host.Time.GetTimestamp());
        if (backpressure == Backpressure.Fold)
        {
            instrument.Silences++;
        }

        return isQuestion ? Question(instrument) : Snapshot(instrument);
    }

    /// <summary>The pending events for the book, in as many batches as their levels need.</summary>
    private IReadOnlyList<MarketBatch> Pending(FeedInstrument instrument, Acknowledgement acknowledgement) =>
        [.. LargeBooks.Part(instrument.TakeMarket(), LargeBooks.MaxLevels)
            .Select(events => MarketBatch(instrument, events) with { AcknowledgeNow = acknowledgement == Acknowledgement.AtOnce })];

    /// <summary>The own copy of the book, or an empty batch while it has no state, with the counts of what was folded into it.</summary>
    private IReadOnlyList<MarketBatch> Snapshot(FeedInstrument instrument)
    {
        var (updates, trades) = (instrument.FoldedUpdates, instrument.FoldedTrades);
        Resyncs++;
        FoldedUpdates += updates;
        FoldedTrades += trades;
        MarketEvent[][] parts = [.. LargeBooks.Part(instrument.Unfold(), LargeBooks.MaxLevels).DefaultIfEmpty([])];
        return [.. parts.Select((events, i) => MarketBatch(instrument, events) with
        {
            AcknowledgeNow = true,
            IsResync = true,
            FoldedUpdates = i == 0 ? updates : 0,
            FoldedTrades = i == 0 ? trades : 0,
        })];
    }

    /// <summary>An empty batch, which makes the book acknowledge its position.</summary>
    private IReadOnlyList<MarketBatch> Question(FeedInstrument instrument)
    {
        Resyncs++;
        return [MarketBatch(instrument, []) with { AcknowledgeNow = true, IsResync = true }];
    }

    private MarketBatch MarketBatch(FeedInstrument instrument, MarketEvent[] events) => Batch(instrument, instrument.NextSequence(Published), events);

    private MarketBatch Batch(FeedInstrument instrument, long sequence, MarketEvent[] events)
    {
        Count++;
        return new()
        {
            Feed = feed,
            Epoch = epoch,
            Sequence = sequence,
            PublishedAt = host.Clock.Now,
            Instrument = instrument.Instrument,
            Events = events,
        };
    }
}
