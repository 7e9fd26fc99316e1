using Orleans.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>Publishes the events of one feed epoch as batches, one per instrument and flush, and follows their acknowledgement.</summary>
/// <remarks>
/// One loop adds and flushes; acknowledgements and snapshot requests come from any thread. A flush waits while an
/// instrument has <see cref="Window"/> batches unacknowledged: nothing is dropped and nothing grows without bound.
/// </remarks>
public sealed class FeedPublisher
{
    /// <summary>Most batches of an instrument that may be unacknowledged.</summary>
    public const int Window = 128;

    /// <summary>Most events in one batch.</summary>
    public const int MaxBatch = 256;

    /// <summary>An instrument silent for so long with batches unacknowledged is sent an empty batch that asks where it stands.</summary>
    public static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromSeconds(2);

    private const int SendTries = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<InstrumentId, InstrumentLine> _lines = [];
    private readonly HashSet<InstrumentLine> _dirty = [];
    private readonly List<Task> _met = [];
    private readonly FeedLinks _links;
    private TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Instant _watermark;
    private Instant _published;
    private long _events;
    private long _batches;
    private long _resyncs;

    internal FeedPublisher(string feed, long epoch, FeedLinks links)
    {
        (Feed, Epoch, _links) = (feed, epoch, links);
    }

    /// <summary>Key of the feed grain.</summary>
    public string Feed { get; }

    /// <summary>Epoch of every batch.</summary>
    public long Epoch { get; }

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
            if (marketEvent is Disconnect && marketEvent.Instrument.Symbol.Length == 0)
            {
                // The whole exchange was cut: every instrument of it hears so.
                foreach (var known in _lines.Values.Where(line => line.Instrument.Exchange == marketEvent.Instrument.Exchange))
                {
                    AddTo(known, marketEvent with { Instrument = known.Instrument });
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
        await WaitUntil(() => _dirty.All(line => line.Unacknowledged < Window), cancellationToken);
        if (_met.Count > 0)
        {
            await Task.WhenAll(_met).WaitAsync(cancellationToken);
            _met.Clear();
        }

        List<Task> sends = [];
        lock (_gate)
        {
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
        await WaitUntil(() => _lines.Values.All(line => line.Unacknowledged == 0 && !line.SnapshotRequested), cancellationToken);
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
            Wake();
        }
    }

    internal void RequestSnapshot(InstrumentId instrument, long epoch)
    {
        lock (_gate)
        {
            if (epoch == Epoch && _lines.TryGetValue(instrument, out var line))
            {
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

    internal FeedStatus Status(FeedState state, string? fault)
    {
        lock (_gate)
        {
            return new()
            {
                State = state,
                Epoch = Epoch,
                Events = _events,
                Batches = _batches,
                Unacknowledged = _lines.Values.Sum(line => line.Unacknowledged),
                Resyncs = _resyncs,
                Watermark = _watermark,
                Fault = fault,
                Instruments = _lines.Count,
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
                if (line.Sent.TryPeek(out var oldest) && oldest.Before < applied)
                {
                    applied = oldest.Before;
                }
            }

            _links.Clock.Advance(applied);
        }
    }

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
            sends.Add(Send(_links.Ticker.GetStream<MarketBatch>(StreamNames.For(StreamNames.Ticker, line.Instrument)), [batch]));
        }

        // One instrument's batches are sent one after the other, or they could overtake each other.
        var market = new List<MarketBatch>();
        if (line.PendingMarket.Count > 0)
        {
            market.Add(MarketBatch(line, line.TakeMarket(), acknowledgeNow, isResync: false));
        }

        if (line.SnapshotRequested && line.Snapshot() is { } snapshot)
        {
            _resyncs++;
            market.Add(MarketBatch(line, [snapshot], acknowledgeNow: true, isResync: true));
        }

        line.SnapshotRequested = false;
        if (market.Count > 0)
        {
            if (line.Unacknowledged == market.Count)
            {
                line.OldestSentStamp = _links.Time.GetTimestamp();
            }

            sends.Add(Send(_links.Market.GetStream<MarketBatch>(StreamNames.For(StreamNames.Market, line.Instrument)), market));
        }
    }

    /// <summary>A full queue or a moving one refuses for a moment; sending twice is harmless, the sequence tells.</summary>
    private async Task Send(IAsyncStream<MarketBatch> stream, List<MarketBatch> batches)
    {
        foreach (var batch in batches)
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await stream.OnNextAsync(batch);
                    break;
                }
                catch (Exception e) when (tries < SendTries && e is InvalidOperationException or OrleansException or TimeoutException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10 * tries), _links.Time);
                }
            }
        }
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

    /// <summary>Waits for acknowledgements; whoever is silent too long meanwhile is asked by an empty batch, and whoever asked for a snapshot gets it.</summary>
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
                foreach (var line in _lines.Values.Where(line => line.SnapshotRequested || (line.Unacknowledged > 0 && IsSilent(line))))
                {
                    Resend(line, sends);
                }
            }

            await Task.WhenAll(sends);
            await Task.WhenAny(next, Task.Delay(AcknowledgeWithin / 4, _links.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool IsSilent(InstrumentLine line) => _links.Time.GetElapsedTime(line.OldestSentStamp) > AcknowledgeWithin;

    private void Resend(InstrumentLine line, List<Task> sends)
    {
        // Silence alone proves no loss. An empty batch makes the book say where it stands; if something is missing it sees the
        // gap and asks. A snapshot nobody asked for would make the outcome hang on how fast this machine is.
        MarketEvent[] events = line.SnapshotRequested && line.Snapshot() is { } snapshot ? [snapshot] : [];
        line.SnapshotRequested = false;
        line.OldestSentStamp = _links.Time.GetTimestamp();
        _resyncs++;
        var batch = MarketBatch(line, events, acknowledgeNow: true, isResync: true);
        sends.Add(Send(_links.Market.GetStream<MarketBatch>(StreamNames.For(StreamNames.Market, line.Instrument)), [batch]));
    }

    private void Wake()
    {
        var raised = _acknowledged;
        _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        raised.TrySetResult();
    }
}
