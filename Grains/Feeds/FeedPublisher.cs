using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds.Publishing;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Grains.Feeds;

/// <summary>Publishes the events of one feed epoch as batches, one per instrument and flush, and follows their acknowledgement.</summary>
/// <remarks>
/// One loop adds and flushes; acknowledgements and snapshot requests come from any thread. Nothing grows without bound: while an
/// instrument has <see cref="Window"/> batches unacknowledged, a flush waits, or the instrument's updates are folded into one
/// snapshot, as <see cref="Backpressure"/> says.
/// </remarks>
public sealed class FeedPublisher
{
    /// <summary>Most batches of an instrument that may be unacknowledged.</summary>
    public const int Window = 128;

    /// <summary>Most events in one batch.</summary>
    public const int MaxBatch = 256;

    /// <summary>
    /// Time without an acknowledgement after which a book is sent a snapshot or, by a feed that waits, an
    /// empty batch to acknowledge. It doubles each time the book does not answer.
    /// </summary>
    public static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromSeconds(2);

    /// <summary>Number of unacknowledged batches at which a full window opens again.</summary>
    internal const int Reopened = Window / 2;

    private readonly Lock _gate = new();
    private readonly FeedInstruments _instruments;
    private readonly List<Task> _offers = [];
    private readonly FeedHost _host;
    private readonly BatchMaker _batches;
    private readonly BookResync _resync;
    private readonly FeedProgress _progress;
    private readonly BatchSender _sender;
    private readonly EventRate _rate;
    private readonly ChangeSignal _acknowledged = new();
    private long _events;
    private long _gaps;

    internal FeedPublisher(string feed, long epoch, Backpressure backpressure, FeedHost host)
    {
        (Feed, Epoch, Backpressure, _host) = (feed, epoch, backpressure, host);
        (_instruments, _batches, _sender, _rate) = (new(backpressure, host.Time), new(feed, epoch, host.Clock), new(host), new(host.Time));
        (_resync, _progress) = (new(backpressure, _batches, host.Resyncs, host.Time), new(backpressure, host, Connection));
    }

    /// <summary>Key of the feed grain.</summary>
    public string Feed { get; }

    /// <summary>Epoch of every batch.</summary>
    public long Epoch { get; }

    /// <summary>What is done when a book does not keep up.</summary>
    public Backpressure Backpressure { get; }

    /// <summary>Counts and state that the connection reports.</summary>
    public ConnectionCounts Connection { get; } = new();

    /// <summary>Arrival of the newest event added; the default before the first.</summary>
    /// <remarks>That of a live feed is never more than <see cref="LiveArrival.Tolerance"/> past the wall clock.</remarks>
    public Instant Watermark => _progress.Watermark;

    /// <summary>Adds an event for the next flush.</summary>
    /// <returns>Whether a flush is due because a batch is full.</returns>
    public bool Add(MarketEvent marketEvent)
    {
        ArgumentNullException.ThrowIfNull(marketEvent);
        TickStages.Passed(TickStages.Publish, marketEvent);
        lock (_gate)
        {
            marketEvent = _progress.Add(marketEvent);
            _events++;
            if (marketEvent is Disconnect { Instrument.Symbol.Length: 0 } cut)
            {
                _instruments.Add(cut);
                return false;
            }

            var instrument = _instruments.Add(marketEvent, out var isFirst);
            if (isFirst)
            {
                _offers.Add(_host.Rates.Offer(marketEvent.Instrument));
            }

            return instrument.PendingMarket.Count >= MaxBatch || instrument.PendingTicker.Count >= MaxBatch;
        }
    }

    /// <summary>Says that every event that arrived before a time has been added, though none may have arrived for a while.</summary>
    public void MarkComplete(Instant arrivedBefore)
    {
        lock (_gate)
        {
            _progress.MarkComplete(arrivedBefore);
        }
    }

    /// <summary>Publishes everything added; completes when the streams have accepted it.</summary>
    /// <param name="acknowledgement">When books acknowledge these batches.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task Flush(Acknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        if (Backpressure == Backpressure.Wait)
        {
            await WaitUntil(() => _instruments.Dirty.All(instrument => instrument.Unacknowledged < Window), cancellationToken);
        }

        if (_offers.Count > 0)
        {
            await Task.WhenAll(_offers).WaitAsync(cancellationToken);
            _offers.Clear();
        }

        List<Task> sends = [];
        Instant completeTo;
        IReadOnlyList<FeedInstrument> published;
        lock (_gate)
        {
            _instruments.MarkUnanswered();
            completeTo = _progress.CompleteTo;
            published = _instruments.TakeDirty();
            foreach (var instrument in published)
            {
                Publish(instrument, acknowledgement, sends);
            }
        }

        // Meanwhile the books apply the same events, on other threads.
        foreach (var instrument in published)
        {
            instrument.CatchUp();
        }

        await Task.WhenAll(sends).WaitAsync(cancellationToken);
        lock (_gate)
        {
            _batches.Published = completeTo;
        }

        AdvanceClock();
    }

    /// <summary>Completes when every batch published so far was acknowledged and every snapshot asked for was sent.</summary>
    public async Task WaitApplied(CancellationToken cancellationToken)
    {
        await WaitUntil(() => _instruments.All.All(instrument => instrument.IsSettled), cancellationToken);
        AdvanceClock();
    }

    /// <summary>Stores where this connection would go on after a restart.</summary>
    /// <remarks>A feed that is being stopped may no longer answer its own connection, so the token ends the wait.</remarks>
    public Task SavePosition(byte[] position, CancellationToken cancellationToken) =>
        _host.Feed(Feed).SavePosition(Epoch, position).WaitAsync(cancellationToken);

    /// <summary>Instruments published so far, in order of id.</summary>
    public IReadOnlyList<InstrumentId> Instruments() => IdsOf(_ => true);

    /// <summary>Instruments of which book messages were published but whose book now has no state, because it had no snapshot or lost it; in order of id.</summary>
    public IReadOnlyList<InstrumentId> StaleBooks() => IdsOf(instrument => instrument.IsStale);

    /// <summary>See <see cref="IFeedGrain.Acknowledge"/>.</summary>
    internal void Acknowledge(InstrumentId id, long epoch, long sequence) => Hear(id, epoch, instrument =>
    {
        if (instrument.Acknowledge(sequence, _host.Time.GetTimestamp()))
        {
            _resync.Settle(id, sequence);
        }
    });

    /// <summary>See <see cref="IFeedGrain.RequestSnapshot"/>.</summary>
    internal void RequestSnapshot(InstrumentId id, long epoch) => Hear(id, epoch, instrument => _gaps += instrument.RequestSnapshot() ? 1 : 0);

    /// <summary>See <see cref="IFeedGrain.Confirm"/>.</summary>
    internal void Confirm(InstrumentId id, long epoch) => Hear(id, epoch, instrument => instrument.IsQuestionDue = true);

    /// <summary>See <see cref="IFeedGrain.Refuse"/>.</summary>
    internal void Refuse(InstrumentId id, long epoch) => Hear(id, epoch, instrument =>
    {
        instrument.Refuse(_host.Time.GetTimestamp());
        _resync.Settle(id, instrument.MarketSequence);
    });

    /// <summary>The source has ended, and books have applied everything.</summary>
    internal void End() => _host.Clock.End(Feed);

    /// <summary>See <see cref="IFeedGrain.GetLastTicker"/>.</summary>
    internal MarketBatch? LastTicker(InstrumentId id)
    {
        lock (_gate)
        {
            return _instruments.Find(id)?.Tickers.Batch;
        }
    }

    /// <summary>What the feed is doing, except for the silo that runs it, which is not known here.</summary>
    internal FeedStatus Status(FeedState state, string? fault)
    {
        lock (_gate)
        {
            return _instruments.AddTo(Connection.AddTo(new()
            {
                Feed = Feed,
                State = state,
                Epoch = Epoch,
                Events = _events,
                Batches = _batches.Count,
                Unacknowledged = 0,
                Resyncs = _batches.Resyncs,
                Watermark = Watermark,
                Fault = fault,
                Instruments = 0,
                EventsPerSecond = state == FeedState.Running ? _rate.Now(_events) : 0,
                Lag = Watermark == default ? null : TimeSpan.FromTicks(Math.Max(0, (_host.Clock.Now - Watermark).Ticks)),
                Gaps = _gaps,
                FoldedUpdates = _batches.FoldedUpdates,
                FoldedTrades = _batches.FoldedTrades,
                Applied = _progress.Applied,
            }));
        }
    }

    /// <summary>Moves the market clock to the time that books have applied, not the time sent, because a sample must not close before its last tick is in the book.</summary>
    private void AdvanceClock()
    {
        lock (_gate)
        {
            _progress.MarkApplied(Feed, _instruments.AppliedTo(_batches.Published));
        }
    }

    /// <summary>Takes what a book says to this epoch.</summary>
    private void Hear(InstrumentId id, long epoch, Action<FeedInstrument> take)
    {
        lock (_gate)
        {
            if (epoch != Epoch || _instruments.Find(id) is not { } instrument)
            {
                return;
            }

            take(instrument);
            _instruments.Track(instrument);
            if (instrument.AwaitsSnapshot || instrument.IsQuestionDue)
            {
                _instruments.MarkDirty(instrument);
            }

            _acknowledged.Raise();
        }
    }

    private List<InstrumentId> IdsOf(Func<FeedInstrument, bool> wanted)
    {
        lock (_gate)
        {
            return [.. _instruments.All.Where(wanted).Select(instrument => instrument.Instrument).Order()];
        }
    }

    private void Publish(FeedInstrument instrument, Acknowledgement acknowledgement, List<Task> sends)
    {
        if (instrument.PendingTicker.Count > 0)
        {
            _sender.ToInventory(instrument, _batches.Ticker(instrument), sends);
        }

        if (_resync.ToBook(instrument, acknowledgement) is { Count: > 0 } market)
        {
            _instruments.Track(instrument);
            _sender.ToBook(instrument, market, sends);
        }

        if (instrument.AwaitsSnapshot)
        {
            // Its snapshot was one too many for this flush.
            _instruments.MarkDirty(instrument);
        }
    }

    /// <summary>Waits for acknowledgements. Meanwhile, books that are silent for too long are asked, and those that asked for a snapshot or have caught up get one.</summary>
    private async Task WaitUntil(Func<bool> isDone, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            List<Task> sends = [];
            lock (_gate)
            {
                if (isDone())
                {
                    return;
                }

                next = _acknowledged.Next;
                foreach (var instrument in _instruments.All.Where(_instruments.IsResyncDue))
                {
                    _sender.ToBook(instrument, _resync.Resync(instrument), sends);
                    _instruments.Track(instrument);
                }
            }

            await Task.WhenAll(sends).WaitAsync(cancellationToken);
            await Task.WhenAny(next, Task.Delay(AcknowledgeWithin / 4, _host.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
