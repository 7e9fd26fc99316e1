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
    /// An instrument silent for so long with batches unacknowledged is sent a snapshot, or, by a feed that waits, an empty batch
    /// that asks where it stands. Each time nothing comes of it the next is twice as long off.
    /// </summary>
    public static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromSeconds(2);

    /// <summary>A window that was full is open again when no more than this is unacknowledged.</summary>
    internal const int Reopened = Window / 2;

    private const int MostDoublings = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<InstrumentId, InstrumentLine> _lines = [];
    private readonly HashSet<InstrumentLine> _dirty = [];
    private readonly List<Task> _met = [];
    private readonly FeedLinks _links;
    private readonly BatchSender _sender;
    private readonly EventRate _rate;
    private TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Instant _watermark;
    private Instant _published;
    private long _events;
    private long _batches;
    private long _resyncs;
    private long _gaps;
    private long _foldedUpdates;
    private long _foldedTrades;
    private Instant _applied;
    private long _lookedForSilence;

    internal FeedPublisher(string feed, long epoch, Backpressure backpressure, FeedLinks links)
    {
        (Feed, Epoch, Backpressure, _links, _sender, _rate) = (feed, epoch, backpressure, links, new(links), new(links.Time));
        _lookedForSilence = links.Time.GetTimestamp();
    }

    /// <summary>Key of the feed grain.</summary>
    public string Feed { get; }

    /// <summary>Epoch of every batch.</summary>
    public long Epoch { get; }

    /// <summary>What is done when a book does not keep up.</summary>
    public Backpressure Backpressure { get; }

    /// <summary>What the connection tells of itself.</summary>
    public ConnectionCounts Connection { get; } = new();

    /// <summary>Arrival of the newest event added.</summary>
    public Instant Watermark => _watermark;

    /// <summary>Takes an event for the next flush.</summary>
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
                // The exchange was cut: every instrument of it that is meant hears so.
                foreach (var known in _lines.Values.Where(line => cut.Concerns(line.Instrument)))
                {
                    AddTo(known, cut.Of(known.Instrument));
                }

                return false;
            }

            if (!_lines.TryGetValue(marketEvent.Instrument, out var line))
            {
                line = _lines[marketEvent.Instrument] = new(marketEvent.Instrument);
                _met.Add(_links.Met(marketEvent.Instrument));
            }

            AddTo(line, marketEvent);
            return line.PendingMarket.Count >= MaxBatch || line.PendingTicker.Count >= MaxBatch;
        }
    }

    /// <summary>Publishes everything added; returns when the streams have taken it.</summary>
    /// <param name="acknowledgeNow">Whether books acknowledge these batches at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task Flush(bool acknowledgeNow, CancellationToken cancellationToken)
    {
        if (Backpressure == Backpressure.Wait)
        {
            await WaitUntil(() => _dirty.All(line => line.Unacknowledged < Window), cancellationToken);
        }

        if (_met.Count > 0)
        {
            await Task.WhenAll(_met).WaitAsync(cancellationToken);
            _met.Clear();
        }

        List<Task> sends = [];
        lock (_gate)
        {
            LookForSilence();
            foreach (var line in _dirty)
            {
                Publish(line, acknowledgeNow, sends);
            }

            _dirty.Clear();
        }

        await Task.WhenAll(sends);
        lock (_gate)
        {
            _published = _watermark;
        }

        AdvanceClock();
    }

    /// <summary>Completes when every batch published so far was acknowledged and every snapshot asked for was sent.</summary>
    public async Task WaitApplied(CancellationToken cancellationToken)
    {
        await WaitUntil(() => _lines.Values.All(line => line.Unacknowledged == 0 && !line.SnapshotRequested && !line.IsFolding), cancellationToken);
        AdvanceClock();
    }

    /// <summary>Stores where this connection would go on after a restart.</summary>
    /// <remarks>A feed that is being stopped may be past answering its own connection: the token ends the wait.</remarks>
    public Task SavePosition(byte[] position, CancellationToken cancellationToken) =>
        _links.Grain.SavePosition(Epoch, position).WaitAsync(cancellationToken);

    /// <summary>Instruments published so far, in order of id.</summary>
    public IReadOnlyList<InstrumentId> Instruments()
    {
        lock (_gate)
        {
            return [.. _lines.Keys.Order()];
        }
    }

    internal void Acknowledge(InstrumentId instrument, long epoch, long sequence)
    {
        lock (_gate)
        {
            if (epoch != Epoch || !_lines.TryGetValue(instrument, out var line) || sequence <= line.AcknowledgedSequence)
            {
                return;
            }

            line.AcknowledgedSequence = Math.Min(sequence, line.MarketSequence);
            while (line.Sent.TryPeek(out var sent) && sent.Sequence <= sequence)
            {
                line.Sent.Dequeue();
            }

            line.OldestSentStamp = _links.Time.GetTimestamp();
            line.Silences = 0;
            if (line.IsFolding && line.Unacknowledged <= Reopened)
            {
                _dirty.Add(line);
            }

            Wake();
        }
    }

    internal void RequestSnapshot(InstrumentId instrument, long epoch)
    {
        lock (_gate)
        {
            if (epoch == Epoch && _lines.TryGetValue(instrument, out var line))
            {
                _gaps += line.SnapshotRequested ? 0 : 1;
                line.SnapshotRequested = true;
                _dirty.Add(line);
                Wake();
            }
        }
    }

    internal MarketBatch? LastTicker(InstrumentId instrument)
    {
        lock (_gate)
        {
            return _lines.GetValueOrDefault(instrument)?.LastTicker;
        }
    }

    /// <summary>What the feed is doing; the silo that runs it is not known here.</summary>
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
                Batches = _batches,
                Unacknowledged = _lines.Values.Sum(line => line.Unacknowledged),
                Resyncs = _resyncs,
                Watermark = _watermark,
                Fault = fault,
                Instruments = _lines.Count,
                EventsPerSecond = state == FeedState.Running ? _rate.Now(_events) : 0,
                Lag = _watermark == default ? null : TimeSpan.FromTicks(Math.Max(0, (_links.Clock.Now - _watermark).Ticks)),
                Gaps = _gaps,
                FoldedUpdates = _foldedUpdates + _lines.Values.Sum(line => line.FoldedUpdates),
                FoldedTrades = _foldedTrades + _lines.Values.Sum(line => line.FoldedTrades),
                Folding = _lines.Values.Count(line => line.IsFolding),
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

    /// <summary>The market clock follows what books have applied, not what was sent: a sample must not close before its last tick is in the book.</summary>
    private void AdvanceClock()
    {
        lock (_gate)
        {
            var applied = _published;
            foreach (var line in _lines.Values)
            {
                if (line.Sent.TryPeek(out var oldest) && oldest.Before < applied && HoldsClock(line))
                {
                    applied = oldest.Before;
                }
            }

            _applied = Instant.Max(_applied, applied);
            _links.Clock.Advance(applied);
        }
    }

    /// <summary>A feed that folds does not let the other instruments wait for a book that is slow or silent.</summary>
    private bool HoldsClock(InstrumentLine line) => Backpressure == Backpressure.Wait || (!line.IsFolding && line.Silences == 0);

    private void AddTo(InstrumentLine line, MarketEvent marketEvent)
    {
        line.Add(marketEvent);
        _dirty.Add(line);
    }

    private void Publish(InstrumentLine line, bool acknowledgeNow, List<Task> sends)
    {
        if (line.PendingTicker.Count > 0)
        {
            var batch = Batch(line, ++line.TickerSequence, [.. line.PendingTicker]);
            line.Told(batch);
            line.PendingTicker.Clear();
            sends.Add(_sender.ToInventory(line.Instrument, batch));
        }

        var market = new List<MarketBatch>();
        if (Backpressure == Backpressure.Fold && (line.IsFolding || (line.Unacknowledged >= Window && line.PendingMarket.Count > 0)))
        {
            line.Fold();
            if (line.Unacknowledged <= Reopened || line.SnapshotRequested)
            {
                market.AddRange(Resync(line));
            }
        }
        else
        {
            if (line.PendingMarket.Count > 0)
            {
                market.AddRange(LargeBooks.Part(line.TakeMarket(), LargeBooks.MaxLevels).Select(events => MarketBatch(line, events, acknowledgeNow, isResync: false)));
            }

            if (line.SnapshotRequested && (line.Silences > 0 || line.Snapshot() is not null))
            {
                market.AddRange(Resync(line));
            }
        }

        line.SnapshotRequested = false;
        if (market.Count > 0)
        {
            if (line.Unacknowledged == market.Count)
            {
                line.OldestSentStamp = _links.Time.GetTimestamp();
            }

            sends.Add(_sender.ToBook(line.Instrument, market));
        }
    }

    /// <summary>The own book, or an empty batch while there is none, with the counts of what it stands for.</summary>
    private IEnumerable<MarketBatch> Resync(InstrumentLine line)
    {
        _resyncs++;
        _foldedUpdates += line.FoldedUpdates;
        _foldedTrades += line.FoldedTrades;
        var (updates, trades) = (line.FoldedUpdates, line.FoldedTrades);
        MarketEvent[][] parts = [.. LargeBooks.Part(line.Unfold(), LargeBooks.MaxLevels).DefaultIfEmpty([])];
        return [.. parts.Select((events, i) => MarketBatch(line, events, acknowledgeNow: true, isResync: true) with
        {
            FoldedUpdates = i == 0 ? updates : 0,
            FoldedTrades = i == 0 ? trades : 0,
        })];
    }

    private MarketBatch MarketBatch(InstrumentLine line, MarketEvent[] events, bool acknowledgeNow, bool isResync)
    {
        line.Sent.Enqueue((++line.MarketSequence, _published));
        return Batch(line, line.MarketSequence, events) with { AcknowledgeNow = acknowledgeNow, IsResync = isResync };
    }

    private MarketBatch Batch(InstrumentLine line, long sequence, MarketEvent[] events)
    {
        _batches++;
        return new()
        {
            Feed = Feed,
            Epoch = Epoch,
            Sequence = sequence,
            PublishedAt = _links.Clock.Now,
            Instrument = line.Instrument,
            Events = events,
        };
    }

    /// <summary>Waits for acknowledgements; whoever is silent too long meanwhile is asked, and whoever asked for a snapshot, or has caught up, gets it.</summary>
    private async Task WaitUntil(Func<bool> reached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            List<Task> sends = [];
            lock (_gate)
            {
                if (reached())
                {
                    return;
                }

                next = _acknowledged.Task;
                foreach (var line in _lines.Values.Where(IsDue))
                {
                    Resend(line, sends);
                }
            }

            await Task.WhenAll(sends);
            await Task.WhenAny(next, Task.Delay(AcknowledgeWithin / 4, _links.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool IsDue(InstrumentLine line) =>
        line.SnapshotRequested || IsSilent(line) || (line.IsFolding && line.Unacknowledged <= Reopened);

    private bool IsSilent(InstrumentLine line) =>
        line.Unacknowledged > 0 && _links.Time.GetElapsedTime(line.OldestSentStamp) > AcknowledgeWithin * (1 << Math.Min(line.Silences, MostDoublings));

    /// <summary>A feed that folds never waits, so its flushes look who is silent.</summary>
    private void LookForSilence()
    {
        if (Backpressure == Backpressure.Wait || _links.Time.GetElapsedTime(_lookedForSilence) < AcknowledgeWithin / 4)
        {
            return;
        }

        _lookedForSilence = _links.Time.GetTimestamp();
        foreach (var line in _lines.Values.Where(IsSilent))
        {
            (line.SnapshotRequested, line.OldestSentStamp) = (true, _lookedForSilence);
            line.Silences++;
            _dirty.Add(line);
        }
    }

    private void Resend(InstrumentLine line, List<Task> sends)
    {
        // Silence alone proves no loss. Where nothing may be lost, an empty batch makes the book say where it stands; if something
        // is missing it sees the gap and asks. A snapshot nobody asked for would make the outcome hang on how fast this machine is.
        var isAsking = Backpressure == Backpressure.Wait && !line.SnapshotRequested;
        line.SnapshotRequested = false;
        line.OldestSentStamp = _links.Time.GetTimestamp();
        if (Backpressure == Backpressure.Fold)
        {
            line.Silences++;
        }

        List<MarketBatch> batches;
        if (isAsking)
        {
            _resyncs++;
            batches = [MarketBatch(line, [], acknowledgeNow: true, isResync: true)];
        }
        else
        {
            batches = [.. Resync(line)];
        }

        sends.Add(_sender.ToBook(line.Instrument, batches));
    }

    private void Wake()
    {
        var raised = _acknowledged;
        _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.TrySetResult();
    }
}
