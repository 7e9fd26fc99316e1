using Ballast.Domain.MarketData.Events;
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
    private readonly FeedBatches _batches;
    private readonly BatchSender _sender;
    private readonly EventRate _rate;
    private TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Instant _watermark;
    private Instant _applied;
    private long _events;
    private long _gaps;
    private long _silenceCheckStamp;

    internal FeedPublisher(string feed, long epoch, Backpressure backpressure, FeedHost host)
    {
        (Feed, Epoch, Backpressure, this._host) = (feed, epoch, backpressure, host);
        (_instruments, _batches, _sender, _rate) = (new(backpressure, host.Time), new(feed, epoch, backpressure, host), new(host), new(host.Time));
        _silenceCheckStamp = host.Time.GetTimestamp();
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
    public Instant Watermark => _watermark;

    /// <summary>Adds an event for the next flush.</summary>
    /// <returns>Whether a flush is due because a batch is full.</returns>
    public bool Add(MarketEvent marketEvent)
    {
        ArgumentNullException.ThrowIfNull(marketEvent);
        lock (_gate)
        {
            _watermark = Instant.Max(_watermark, marketEvent.ReceivedAt);
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
        lock (_gate)
        {
            CheckForSilence();
            foreach (var instrument in _instruments.Dirty)
            {
                Publish(instrument, acknowledgement, sends);
            }

            _instruments.Dirty.Clear();
        }

        await Task.WhenAll(sends);
        lock (_gate)
        {
            _batches.Published = _watermark;
        }

        AdvanceClock();
    }

    /// <summary>Completes when every batch published so far was acknowledged and every snapshot asked for was sent.</summary>
    public async Task WaitApplied(CancellationToken cancellationToken)
    {
        await WaitUntil(
            () => _instruments.All.All(instrument => instrument is { Unacknowledged: 0, IsSnapshotRequested: false, IsFolding: false }), cancellationToken);
        AdvanceClock();
    }

    /// <summary>Stores where this connection would go on after a restart.</summary>
    /// <remarks>A feed that is being stopped may no longer answer its own connection, so the token ends the wait.</remarks>
    public Task SavePosition(byte[] position, CancellationToken cancellationToken) =>
        _host.Feed(Feed).SavePosition(Epoch, position).WaitAsync(cancellationToken);

    /// <summary>Instruments published so far, in order of id.</summary>
    public IReadOnlyList<InstrumentId> Instruments()
    {
        lock (_gate)
        {
            return [.. _instruments.All.Select(instrument => instrument.Instrument).Order()];
        }
    }

    internal void Acknowledge(InstrumentId id, long epoch, long sequence)
    {
        lock (_gate)
        {
            if (epoch != Epoch || _instruments.Find(id) is not { } instrument || !instrument.Acknowledge(sequence, _host.Time.GetTimestamp()))
            {
                return;
            }

            if (instrument.IsFolding && instrument.Unacknowledged <= Reopened)
            {
                _instruments.Dirty.Add(instrument);
            }

            Wake();
        }
    }

    internal void RequestSnapshot(InstrumentId id, long epoch)
    {
        lock (_gate)
        {
            if (epoch == Epoch && _instruments.Find(id) is { } instrument)
            {
                _gaps += instrument.IsSnapshotRequested ? 0 : 1;
                instrument.IsSnapshotRequested = true;
                _instruments.Dirty.Add(instrument);
                Wake();
            }
        }
    }

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
            return new()
            {
                Feed = Feed,
                State = state,
                Epoch = Epoch,
                Events = _events,
                Batches = _batches.Count,
                Unacknowledged = _instruments.All.Sum(instrument => instrument.Unacknowledged),
                Resyncs = _batches.Resyncs,
                Watermark = _watermark,
                Fault = fault,
                Instruments = _instruments.All.Count,
                EventsPerSecond = state == FeedState.Running ? _rate.Now(_events) : 0,
                Lag = _watermark == default ? null : TimeSpan.FromTicks(Math.Max(0, (_host.Clock.Now - _watermark).Ticks)),
                Gaps = _gaps,
                FoldedUpdates = _batches.FoldedUpdates + _instruments.All.Sum(instrument => instrument.FoldedUpdates),
                FoldedTrades = _batches.FoldedTrades + _instruments.All.Sum(instrument => instrument.FoldedTrades),
                Folding = _instruments.All.Count(instrument => instrument.IsFolding),
                Applied = _applied,
                Messages = Connection.Messages,
                Bytes = Connection.Bytes,
                Faults = Connection.Faults,
                UnknownTypes = Connection.UnknownTypes,
                Reconnects = Connection.Reconnects,
                Disconnects = Connection.Disconnects,
                LastFault = Connection.LastFault,
                Link = Connection.Link,
            };
        }
    }

    /// <summary>Moves the market clock to the time that books have applied, not the time sent, because a sample must not close before its last tick is in the book.</summary>
    private void AdvanceClock()
    {
        lock (_gate)
        {
            var appliedTo = _instruments.AppliedTo(_batches.Published);
            _applied = Instant.Max(_applied, appliedTo);
            _host.Clock.Advance(appliedTo);
        }
    }

    private void Publish(FeedInstrument instrument, Acknowledgement acknowledgement, List<Task> sends)
    {
        if (instrument.PendingTicker.Count > 0)
        {
            sends.Add(_sender.ToInventory(instrument.Instrument, _batches.Ticker(instrument)));
        }

        if (_batches.ToBook(instrument, acknowledgement) is { Count: > 0 } market)
        {
            sends.Add(_sender.ToBook(instrument.Instrument, market));
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

                next = _acknowledged.Task;
                foreach (var instrument in _instruments.All.Where(_instruments.IsResyncDue))
                {
                    sends.Add(_sender.ToBook(instrument.Instrument, _batches.Resync(instrument)));
                }
            }

            await Task.WhenAll(sends);
            await Task.WhenAny(next, Task.Delay(AcknowledgeWithin / 4, _host.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Finds silent books during flushes, because a feed that folds never waits for them.</summary>
    private void CheckForSilence()
    {
        if (Backpressure == Backpressure.Fold && _host.Time.GetElapsedTime(_silenceCheckStamp) >= AcknowledgeWithin / 4)
        {
            _silenceCheckStamp = _host.Time.GetTimestamp();
            _instruments.MarkSilent();
        }
    }

    private void Wake()
    {
        var raised = _acknowledged;
        _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.TrySetResult();
    }
}
