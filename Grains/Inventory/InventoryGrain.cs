using Ballast.Domain.Ledger;
using Ballast.Grains.Instruments;
using Orleans.Streams;

namespace Ballast.Grains.Inventory;

/// <inheritdoc cref="IInventoryGrain" />
public sealed partial class InventoryGrain(
    IJournalStore store,
    PositionOutbox outbox,
    MarketClock clock,
    IOptions<BallastOptions> options,
    TimeProvider time,
    ILogger<InventoryGrain> logger) : Grain, IInventoryGrain, IDisposable
{
    private static readonly TimeSpan PushEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly FillQueue _queue = new();
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly PositionValuation _valuation = new(clock, options.Value.MarkMaxAge);
    private readonly CancellationTokenSource _stopping = new();
    private InstrumentId _instrument;
    private InstrumentLedgers? _ledgers;
    private Journal _journal = null!;
    private Task _writer = Task.CompletedTask;
    private IOrderBookGrain _book = null!;
    private string? _feed;
    private long _bookEpoch;
    private long _nextChange;
    private double _lastMid = double.NaN;
    private long _tickerEpoch;
    private long _tickerSequence;
    private long _markSequence;
    private long _version;
    private long _renewed;
    private bool _isWatching;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _instrument = InstrumentId.Parse(this.GetPrimaryKeyString());
        _journal = new(store, _instrument);
        _book = GrainFactory.GetGrain<IOrderBookGrain>(_instrument.ToString());
        try
        {
            if (await store.GetLength(_instrument, 0, cancellationToken) > 0)
            {
                await OpenLedgers(cancellationToken);
            }
        }
        catch (Exception e) when (e is not (InvalidDataException or InvalidOperationException))
        {
            NotOpened(logger, e, _instrument);
            throw new TimeoutException($"{_instrument}: the journal could not be opened, try again: {e.Message}");
        }
    }

    /// <inheritdoc />
    public async Task<RecordedFills> RecordFills(PortfolioId portfolio, IReadOnlyList<Fill> fills)
    {
        ArgumentNullException.ThrowIfNull(fills);
        if (_ledgers is null && !await TryLoadTerms())
        {
            var reason = $"no contract terms for {_instrument}; define them with --instruments FILE";
            return new([.. fills.Select(fill => new FillReceipt(fill.TradeId, FillOutcome.Refused, reason))], null);
        }

        // Each caller books into the portfolio it named and was authorised for, and no other.
        var foreign = fills.FirstOrDefault(fill => fill.Portfolio != portfolio.Name);
        if (foreign is not null)
        {
            throw new ArgumentException($"Fill {foreign.TradeId} is of portfolio '{foreign.Portfolio}', not '{portfolio}'.", nameof(fills));
        }

        var done = _queue.Add(fills);
        if (_writer.IsCompleted)
        {
            _writer = WriteLoop();
        }

        var receipts = await done;
        return new(receipts, PushFor(portfolio.Name));
    }

    /// <inheritdoc />
    public Task<PositionPush?> GetPosition(PortfolioId portfolio) => Task.FromResult(PushFor(portfolio.Name));

    /// <inheritdoc />
    public Task<Ballast.Domain.Pnl.Attribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid) =>
        throw new NotSupportedException("Values of the past are not kept yet.");

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        TakeMids(update);
        Post();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task Drain()
    {
        await Watch();
        if (_feed is not null && await GrainFactory.GetGrain<IFeedGrain>(_feed).GetLastTicker(_instrument) is { } ticker)
        {
            TakeTicker(ticker);
        }

        Post();
        await outbox.Drain();
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _writer;
    }

    /// <summary>Books groups one after the other; the only place that appends to the journal or changes a ledger.</summary>
    private async Task WriteLoop()
    {
        while (!_queue.IsEmpty)
        {
            var group = _queue.Take();
            try
            {
                await Book(group);
            }
            catch (Exception e)
            {
                NotRecorded(logger, e, _instrument, group.Sum(request => request.Fills.Count));
                var unknown = NotAcknowledged(e);
                group.ForEach(request => request.Done.TrySetException(unknown));
                _queue.Fail(unknown);

                // Whatever was stored, a new activation reads it; this one no longer knows.
                DeactivateOnIdle();
                return;
            }
        }
    }

    private async Task Book(List<FillQueue.Request> group)
    {
        var prepared = _ledgers!.Prepare([.. group.SelectMany(request => request.Fills)]);
        foreach (var name in prepared.Booked.Select(fill => fill.Portfolio).Distinct(StringComparer.Ordinal))
        {
            if (!_members.Contains(name))
            {
                await GrainFactory.GetGrain<IPortfolioGrain>(name).RecordMember(_instrument);
                _members.Add(name);
            }
        }

        if (prepared.Booked.Length > 0)
        {
            await OpenForWriting();
            await _journal.Append(prepared.Booked, _stopping.Token);
            _ledgers.Commit(prepared);
            Post();
        }

        var at = 0;
        foreach (var request in group)
        {
            var entries = prepared.Entries.AsSpan(at, request.Fills.Count);
            at += request.Fills.Count;
            var receipts = new FillReceipt[entries.Length];
            for (var i = 0; i < entries.Length; i++)
            {
                receipts[i] = new(entries[i].Fill.TradeId, Outcome(entries[i].Verdict), entries[i].Reason);
            }

            request.Done.TrySetResult(receipts);
        }
    }

    /// <summary>What a caller is told: a type that every client knows, and knows that it may send again.</summary>
    private TimeoutException NotAcknowledged(Exception cause) =>
        new($"{_instrument}: the fills were not acknowledged and may be sent again: {cause.Message}");

    private async Task<bool> TryLoadTerms()
    {
        var terms = await GrainFactory.GetGrain<IInstrumentGrain>(_instrument.ToString()).GetTerms();
        if (terms is null)
        {
            return false;
        }

        _ledgers ??= new(terms);
        return true;
    }

    private async Task OpenForWriting()
    {
        if (_journal.Epoch == 0)
        {
            await _journal.Open(_stopping.Token);
            await StartWatching();
        }
    }

    /// <summary>Rebuilds the ledgers from the journal and fences older activations before anything else is done.</summary>
    private async Task OpenLedgers(CancellationToken cancellationToken)
    {
        if (!await TryLoadTerms())
        {
            throw new InvalidOperationException($"{_instrument} has a journal but no contract terms any more; define them again.");
        }

        var fills = new List<Fill>();
        await _journal.Load(fills.Add, cancellationToken);
        foreach (var fill in InstrumentLedgers.InCanonicalOrder(fills))
        {
            Replay(fill);
        }

        await _journal.Open(cancellationToken);
        _members.UnionWith(_ledgers!.All.Select(ledger => ledger.Portfolio));
        await StartWatching();
        Post();
        Reloaded(logger, _instrument, _journal.Length, _journal.Epoch);
    }

    private void Replay(Fill fill)
    {
        // What was acknowledged must be booked again, or the figures would be wrong without a word.
        if (_ledgers!.Replay(fill) is var verdict and not (FillVerdict.Booked or FillVerdict.Duplicate))
        {
            throw new InvalidDataException($"{_instrument}: journaled fill {fill.TradeId} of account {fill.Account} cannot be booked: {verdict}.");
        }
    }

    private async Task StartWatching()
    {
        if (_isWatching)
        {
            return;
        }

        _isWatching = true;
        var stream = this.GetStreamProvider(StreamNames.TickerProvider).GetStream<MarketBatch>(StreamNames.For(StreamNames.Ticker, _instrument));
        var handles = await stream.GetAllSubscriptionHandles();
        if (handles.Count == 0)
        {
            await stream.SubscribeAsync((batch, _) => OnTicker(batch));
        }

        foreach (var handle in handles)
        {
            await handle.ResumeAsync((batch, _) => OnTicker(batch));
        }

        await Watch();
        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(PushEvery, PushEvery) { Interleave = true, KeepAlive = true });
    }

    /// <summary>Registers with the book for mids; what it knows now is taken at once.</summary>
    private async Task Watch()
    {
        var registration = await _book.Register(this.AsReference<IMidSubscriber>());
        _renewed = time.GetTimestamp();
        if (registration.Current is { } current)
        {
            TakeMids(current);
        }

        if (registration.Feed is { } feed && feed != _feed)
        {
            _feed = feed;
            if (await GrainFactory.GetGrain<IFeedGrain>(feed).GetLastTicker(_instrument) is { } ticker)
            {
                TakeTicker(ticker);
            }
        }
    }

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_renewed) >= RenewEvery || _feed is null)
        {
            await Watch();
        }

        Post();
    }

    private async Task OnTicker(MarketBatch batch)
    {
        var isGap = batch.Epoch > _tickerEpoch ? batch.Sequence > 1 : batch.Epoch == _tickerEpoch && batch.Sequence > _tickerSequence + 1;
        TakeTicker(batch);
        if (isGap && await GrainFactory.GetGrain<IFeedGrain>(batch.Feed).GetLastTicker(_instrument) is { } newest)
        {
            TakeTicker(newest);
        }

        Post();
    }

    private void TakeTicker(MarketBatch batch)
    {
        if (batch.Epoch < _tickerEpoch)
        {
            return;
        }

        if (batch.Epoch > _tickerEpoch)
        {
            (_tickerEpoch, _tickerSequence, _markSequence) = (batch.Epoch, 0, 0);
        }

        // The feed's last ticker may be older than a liquidation that came by itself, and still be the newest mark.
        _tickerSequence = Math.Max(_tickerSequence, batch.Sequence);
        if (batch.Sequence > _markSequence && batch.Events.OfType<DerivativeTicker>().LastOrDefault() is { MarkPrice: { } mark } ticker)
        {
            _markSequence = batch.Sequence;
            _valuation.TakeExchangeMark(mark, ticker.ValuationTime);
        }
    }

    private void TakeMids(MidUpdate update)
    {
        if (update.BookEpoch < _bookEpoch)
        {
            return;
        }

        if (update.BookEpoch > _bookEpoch)
        {
            (_bookEpoch, _nextChange, _lastMid) = (update.BookEpoch, update.FirstChange, double.NaN);
        }

        // Every change counts, or the outcome would hang on how many came in one push: a mid holds until the next change.
        var skip = (int)Math.Clamp(_nextChange - update.FirstChange, 0, update.Changes.Length);
        foreach (var change in update.Changes.AsSpan(skip))
        {
            _valuation.TakeMid(_lastMid, change.VenueTime);
            _lastMid = change.Mid;
            _valuation.TakeMid(_lastMid, change.VenueTime);
        }

        _nextChange = Math.Max(_nextChange, update.FirstChange + update.Changes.Length);

        // No news is news: the last mid still held at the newest event of a live book.
        if (update.State == BookState.Live)
        {
            _valuation.TakeMid(_lastMid, update.VenueTime);
        }
    }

    private void Post()
    {
        if (_ledgers is null)
        {
            return;
        }

        foreach (var portfolio in _ledgers.All.Select(ledger => ledger.Portfolio).Distinct(StringComparer.Ordinal))
        {
            outbox.Post(portfolio, PushFor(portfolio)!);
        }
    }

    private PositionPush? PushFor(string portfolio)
    {
        var ledgers = _ledgers?.Of(portfolio).ToArray() ?? [];
        return ledgers.Length == 0
            ? null
            : new()
            {
                Instrument = _instrument,
                Epoch = _journal.Epoch,
                Version = ++_version,
                JournalLength = _journal.Length,
                Positions = [.. ledgers.Select(ledger => _valuation.View(ledger, _ledgers!.Terms))],
            };
    }

    private static FillOutcome Outcome(FillVerdict verdict) => verdict switch
    {
        FillVerdict.Booked => FillOutcome.Recorded,
        FillVerdict.Duplicate => FillOutcome.Duplicate,
        FillVerdict.Conflict => FillOutcome.Conflict,
        _ => FillOutcome.Refused,
    };

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: {Count} fills could not be journaled and were not acknowledged")]
    private static partial void NotRecorded(ILogger logger, Exception exception, InstrumentId instrument, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the journal could not be opened")]
    private static partial void NotOpened(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: ledgers rebuilt from {Entries} journal entries, epoch {Epoch}")]
    private static partial void Reloaded(ILogger logger, InstrumentId instrument, long entries, long epoch);
}
