using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Applies batches to the book of an instrument and keeps what follows from them: trades, mids, grid samples, counts.</summary>
internal sealed class BookIntake(InstrumentId instrument, long epoch, BallastOptions options, decimal? tickSize)
{
    /// <summary>Minimum number of points kept, enough for those that close between two writes to the store.</summary>
    private const int FewestPoints = 600;

    /// <summary>Longest step back of a venue's stamps after which the mids in between still count as known: channels of one venue differ by parts of a second.</summary>
    private static readonly TimeSpan ToleratedStepBack = TimeSpan.FromSeconds(1);

    private readonly BookChanges _changes = new();
    private readonly BookMarks _marks = new();
    private readonly BookCounts _counts = new();
    private Instant _changedAt;

    internal InstrumentId Instrument => instrument;

    internal BatchSequence Sequence { get; } = new();

    internal OrderBook Book { get; } = new(options.Books.Rules(tickSize));

    /// <summary>Whether the levels can be trusted: the book is live or crossed.</summary>
    internal bool IsTrusted => Book.State is BookState.Live or BookState.Crossed;

    /// <summary>What quotes and trades show over time.</summary>
    internal BookFlow Flow { get; } = new(instrument, options.Books);

    /// <summary>Book changes received so far, ignored ones too; resyncs count only if they held something newer.</summary>
    internal long Changes { get; private set; }

    internal TradeLog Trades { get; } = new(epoch);

    internal GridSampler Samples { get; } = new(options.Risk.Grid, options.Risk.SampleMaxAge, Math.Max(options.Risk.Points, FewestPoints) + MaxOpen(options.Risk.Grid));

    /// <summary>Every mid of the last 15 minutes.</summary>
    internal MidHistory Mids { get; } = new();

    /// <summary>The prices at which positions may be marked now.</summary>
    internal BookMark Mark => _marks.Now;

    /// <summary>Monotone venue time of the last event.</summary>
    internal Instant VenueTime { get; private set; }

    internal Instant ReceivedAt { get; private set; }

    /// <summary>The mid that holds now; NaN when the book has none.</summary>
    internal double Mid { get; private set; } = double.NaN;

    /// <summary>Applies a batch.</summary>
    /// <param name="batch">The next batch of the stream.</param>
    /// <returns>What it changed; valid until the next call.</returns>
    internal BookChanges Apply(MarketBatch batch)
    {
        _changes.Clear();
        var epochBefore = Sequence.Epoch;
        _changes.Verdict = Sequence.Accept(batch);
        switch (_changes.Verdict)
        {
            case BatchVerdict.Drop or BatchVerdict.OtherFeed or BatchVerdict.OlderEpoch:
                _counts.Dropped++;
                return _changes;
            case BatchVerdict.Gap:
                _counts.Gaps++;
                LoseBook();
                break;
            case BatchVerdict.NewEpoch when ReceivedAt != default:
                LoseBook();
                break;
        }

        if (batch.Epoch != epochBefore && epochBefore != 0)
        {
            _counts.FeedStarts++;
        }

        var before = VenueTime;
        CountFolded(batch);
        if (batch.IsResync)
        {
            _counts.Resyncs++;
        }

        foreach (var marketEvent in batch.Events)
        {
            TryApply(marketEvent, batch.IsResync ? UpdateSource.Resync : UpdateSource.Venue);
        }

        if (batch.FoldedUpdates > 0 && VenueTime != default)
        {
            // What the feed left out was between the last event and this batch, so it counts as missing only now.
            MissMids(before);
        }

        _changes.NeedsSnapshot = (_changes.Verdict == BatchVerdict.Gap || _changes.Failure is not null) && !IsTrusted;
        return _changes;
    }

    /// <summary>Ends the book's tie to its feed, which no longer publishes the instrument: the next batch is taken from any feed, and the book is stale until a snapshot.</summary>
    internal void ReleaseFeed()
    {
        _counts.FeedChanges++;
        Sequence.Release();
    }

    /// <summary>Applies one event of the venue, in order of arrival.</summary>
    /// <returns>What it changed; valid until the next call.</returns>
    internal BookChanges Apply(MarketEvent marketEvent)
    {
        _changes.Clear();
        ApplyEvent(marketEvent, UpdateSource.Venue);
        return _changes;
    }

    /// <summary>Makes the book stale until its next change, because it has not changed for too long.</summary>
    /// <param name="lasted">Time without a change, by which the book's venue time is advanced.</param>
    /// <returns>What it changed; valid until the next call.</returns>
    internal BookChanges MarkSilent(TimeSpan lasted)
    {
        _changes.Clear();
        _counts.Silences++;
        MoveTo(VenueTime + lasted);
        Book.MarkSilent();
        ObserveBook();
        return _changes;
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

    internal BookStatistics Statistics() => _counts.Of(Book, Samples);

    /// <summary>Applies an event of a batch. If that fails, the book is stale until a snapshot, and the rest of the batch is applied: it will not come again.</summary>
    private void TryApply(MarketEvent marketEvent, UpdateSource source)
    {
        try
        {
            ApplyEvent(marketEvent, source);
        }
        catch (Exception e)
        {
            // Whatever it is, it is an error of ours: the levels may be half written, and a repeat of the batch would be dropped.
            _counts.Failures++;
            _changes.Failure ??= e;
            LoseBook();
        }
    }

    private void ApplyEvent(MarketEvent marketEvent, UpdateSource source)
    {
        ReceivedAt = Instant.Max(ReceivedAt, marketEvent.ReceivedAt);
        if (!marketEvent.IsStampBelieved)
        {
            _counts.StampsReplaced++;
        }

        var (at, mid) = (marketEvent.ValuationTime, Mid);
        MoveTo(at);

        // Everything that arrived before this event has been applied, so points older than the closing delay close without it.
        Samples.Close(ReceivedAt);
        ApplyToBook(marketEvent, source);

        if (marketEvent is BookChange && source == UpdateSource.Venue && VenueTime - at > ToleratedStepBack && !Mid.Equals(mid))
        {
            // An earlier stamp was ahead, so the change counts only from that stamp on, and what held in between is not known.
            MissMids(at);
        }
    }

    /// <summary>Records that changes of the mid may be missing from a time to now.</summary>
    private void MissMids(Instant from)
    {
        Mids.MarkThinned();
        _changes.AddThinned(new(from, VenueTime));
    }

    /// <summary>Counts what the feed did not send because this book was slow: a snapshot in the batch replaces the changes, the trades are lost.</summary>
    private void CountFolded(MarketBatch batch)
    {
        _counts.FoldedUpdates += batch.FoldedUpdates;
        _counts.FoldedTrades += batch.FoldedTrades;
        if (batch.FoldedTrades > 0)
        {
            Trades.MarkGap();
            Flow.MarkTradeGap();
        }
    }

    private void ApplyToBook(MarketEvent marketEvent, UpdateSource source)
    {
        switch (marketEvent)
        {
            case BookChange change when source == UpdateSource.Resync:
                Resync(change);
                break;
            case BookChange change:
                _counts.Count("book_change");
                Changes++;
                _changedAt = change.ReceivedAt;
                if (Book.Apply(change))
                {
                    _counts.Levels += change.Bids.Length + change.Asks.Length;
                }
                else
                {
                    _counts.Ignored++;
                }

                break;
            case Trade trade:
                _counts.Count("trade");
                Trades.Add(trade);
                _marks.Observe(trade);
                Flow.Observe(VenueTime, trade, Mid);
                return;
            case Disconnect:
                _counts.Count("disconnect");
                LoseBook();
                return;
            default:
                return;
        }

        ObserveBook();
    }

    /// <summary>Applies a snapshot of our own feed. If it holds nothing newer, a book that is stale for silence stays so.</summary>
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

    /// <summary>Makes the book stale until the next snapshot, because something was missed.</summary>
    private void LoseBook()
    {
        Book.MarkStale();
        Trades.MarkGap();
        Flow.MarkTradeGap();
        ObserveBook();
    }

    private void ObserveBook()
    {
        if (VenueTime == default)
        {
            // A gap before the first event was at no venue time, so there is nothing to record.
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
            _changes.Add(new(VenueTime, mid));
        }
    }

    private void MoveTo(Instant venueTime)
    {
        VenueTime = Instant.Max(VenueTime, venueTime);
        Mids.Confirm(VenueTime);
        if (_marks.MoveTo(VenueTime) is { } over)
        {
            _changes.AddSecond(over);
        }
    }

    /// <summary>Most points that are sampled and not closed yet, for stamps may be 10 s ahead of arrival. Without room for them a window would never be wholly closed.</summary>
    private static int MaxOpen(TimeSpan grid) => (int)((SamplingGrid.ClosingDelay + TimeSpan.FromSeconds(10)) / grid) + 2;
}
