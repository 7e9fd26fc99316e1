using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>
/// Decides what a flush sends to a book: its events, the snapshot that repairs it, an empty batch that asks for its position, or nothing yet.
/// </summary>
/// <remarks>
/// A snapshot is due when a book has asked for one, is silent, or has caught up after folding. It waits while the <see cref="ResyncBudget"/>
/// is used up. Guarded by the publisher's lock.
/// </remarks>
internal sealed class BookResync(Backpressure backpressure, BatchMaker batches, ResyncBudget budget, TimeProvider time)
{
    /// <summary>Batches to send to the book now; if a snapshot has to wait, <see cref="FeedInstrument.IsSnapshotRequested"/> stays or the book goes on folding.</summary>
    internal IReadOnlyList<MarketBatch> ToBook(FeedInstrument instrument, Acknowledgement acknowledgement)
    {
        if (IsPlain(instrument))
        {
            return Sent(instrument, batches.Events(instrument, acknowledgement));
        }

        List<MarketBatch> due = [];
        if (instrument.IsFolding || (backpressure == Backpressure.Fold && instrument.Unacknowledged >= FeedPublisher.Window && instrument.PendingMarket.Count > 0))
        {
            instrument.Fold();
            if (!instrument.IsRefused && (instrument.Unacknowledged <= FeedPublisher.Reopened || instrument.IsSnapshotRequested))
            {
                due.AddRange(Snapshot(instrument));
            }
        }
        else
        {
            if (instrument.PendingMarket.Count > 0)
            {
                due.AddRange(batches.Events(instrument, acknowledgement));
            }

            if (instrument.IsSnapshotRequested)
            {
                if (instrument.Silences > 0 || instrument.HasState)
                {
                    due.AddRange(Snapshot(instrument));
                }
                else
                {
                    instrument.IsSnapshotRequested = false;
                }
            }
        }

        if (instrument.IsQuestionDue && due.Count == 0)
        {
            due.Add(batches.Question(instrument));
        }

        return Sent(instrument, due);
    }

    /// <summary>Batches for a book that is silent, has asked for a snapshot, or has caught up.</summary>
    internal IReadOnlyList<MarketBatch> Resync(FeedInstrument instrument)
    {
        // Silence alone does not prove a loss. Where nothing may be lost, an empty batch makes the book acknowledge its position. If something is
        // missing, the book sees the gap and asks. A snapshot that was not asked for would make the result depend on the machine's speed.
        var isQuestion = instrument.IsRefused || (backpressure == Backpressure.Wait && !instrument.IsSnapshotRequested && !instrument.IsFolding);
        var due = isQuestion ? [batches.Question(instrument)] : Snapshot(instrument);
        instrument.IsQuestionDue = false;
        if (due.Count > 0)
        {
            instrument.StartWaiting(time.GetTimestamp());
            instrument.Silences += backpressure == Backpressure.Fold ? 1 : 0;
        }

        return due;
    }

    /// <summary>A book has acknowledged every batch up to a sequence.</summary>
    internal void Settle(InstrumentId instrument, long sequence) => budget.Settle(batches.Feed, instrument, sequence);

    /// <summary>Whether there is nothing to do but to send the events.</summary>
    private static bool IsPlain(FeedInstrument instrument) =>
        instrument is { IsFolding: false, IsSnapshotRequested: false, PendingMarket.Count: > 0, Unacknowledged: < FeedPublisher.Window };

    private IReadOnlyList<MarketBatch> Sent(FeedInstrument instrument, IReadOnlyList<MarketBatch> due)
    {
        instrument.IsQuestionDue = false;
        if (due.Count > 0 && instrument.Unacknowledged == due.Count)
        {
            instrument.StartWaiting(time.GetTimestamp());
        }

        return due;
    }

    private IReadOnlyList<MarketBatch> Snapshot(FeedInstrument instrument)
    {
        var bytes = MarketEvent.BytesOf(instrument.HasState ? instrument.Book.BidCount + instrument.Book.AskCount : 0);
        if (!budget.TryTake(batches.Feed, instrument.Instrument, instrument.MarketSequence + 1, bytes))
        {
            return [];
        }

        instrument.IsSnapshotRequested = false;
        return batches.Snapshot(instrument);
    }
}
