using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Ballast.Grains.Fx;
using Ballast.Grains.Journaling;
using Orleans.Streams;

namespace Ballast.Grains.Inventory;

/// <inheritdoc cref="IInventoryGrain" />
public sealed partial class InventoryGrain(
    [PersistentState("inventory", StreamNames.Storage)] IPersistentState<InventorySnapshot> snapshot,
    IJournalStore store,
    PositionOutbox outbox,
    MarketClock clock,
    FxPoints fx,
    PnlMeter meter,
    IOptions<BallastOptions> options,
    IOptions<JournalOptions> journaling,
    TimeProvider time,
    ILogger<InventoryGrain> logger) : Grain, IInventoryGrain, IDisposable
{
    private static readonly TimeSpan PushEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private const int MostLooks = 100;

    private static readonly TimeSpan ClosingDelay = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PositionPush> _posted = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private InstrumentId _instrument;
    private LedgerJournal _journal = null!;
    private InventoryWriter _writer = null!;
    private InstrumentMarket _market = null!;
    private PositionValuation _valuation = null!;
    private ValueClosing _closing = null!;
    private FillObservation _observation = null!;
    private ToldFunding _funding = null!;
    private RetentionSchedule _retention = null!;
    private IOrderBookGrain _book = null!;
    private Task _observing = Task.CompletedTask;
    private Task _saving = Task.CompletedTask;
    private string? _feed;
    private long _version;
    private long _renewed;
    private bool _isWatching;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _instrument = InstrumentId.Parse(this.GetPrimaryKeyString());
        _book = GrainFactory.GetGrain<IOrderBookGrain>(_instrument.ToString());
        _journal = new(store, _instrument, journaling.Value, () => clock.Now, time, logger);
        _market = new(options.Value.Marks.PolicyOf(_instrument), options.Value.MarkMaxAge, clock.FollowsRecording);
        _valuation = new(clock, _market, meter);
        _closing = new(_market, _valuation);
        _funding = new(options.Value.Funding.Source);
        _observation = new(_market, _book, fx, clock, options.Value.Risk.Grid);
        _writer = new(_instrument, _journal, clock, journaling.Value.DedupeDays, logger, _stopping.Token)
        {
            Admit = Admit,
            Open = OpenForWriting,
            Applied = OnApplied,
            Failed = DeactivateOnIdle,
        };
        _retention = new(_instrument, store, _journal, _writer, journaling.Value.Retain, logger, _stopping.Token);
        try
        {
            if (await _journal.Load(snapshot.RecordExists ? snapshot.State : null, cancellationToken))
            {
                await _journal.Open(cancellationToken);
                _market.Restore(_journal.FundingDue, null);
                _funding.Resume(_journal.Ledgers);
                _members.UnionWith(_journal.Ledgers.All.Select(ledger => ledger.Portfolio));
                await StartWatching();
                Post();
                Reloaded(logger, _instrument, _journal.Length, _journal.Epoch);
            }
        }
        catch (JournalDamagedException e)
        {
            NotOpened(logger, e, _instrument);
            throw new InvalidDataException(e.Message);
        }
        catch (Exception e) when (e is not (InvalidDataException or InvalidOperationException))
        {
            NotOpened(logger, e, _instrument);
            throw new TimeoutException($"{_instrument}: the journal could not be opened, try again: {e.Message}");
        }
    }

    /// <inheritdoc />
    public Task<RecordedFills> RecordEvents(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events) => Record(portfolio, events, isImport: false);

    /// <inheritdoc />
    public Task<RecordedFills> Import(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events) => Record(portfolio, events, isImport: true);

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        _market.Take(update);
        Post();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Flush() => FlushTo(clock.FollowsRecording ? clock.Watermark : clock.Now - ClosingDelay);

    /// <inheritdoc />
    public async Task FlushTo(Instant upTo)
    {
        // Without a ledger there is nobody to tell of the funding that a ticker ends: the first event has it told.
        if (_journal.IsLoaded)
        {
            await Watch();
            if (_feed is not null && await GrainFactory.GetGrain<IFeedGrain>(_feed).GetLastTicker(_instrument) is { } ticker)
            {
                await TakeTicker(ticker);
            }

            // What is found makes nothing else known: a second look finds what the first had no room for.
            await _observing;
            await ObserveAll(isEnd: true);
            await _writer.Drain();
            await _saving;
            _closing.Close(await _journal.Reaching(_closing.FirstBefore(upTo), _stopping.Token), upTo);
        }

        Post();
        await outbox.Drain();
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _writer.Drain();
        await _saving;
        if (_journal.IsLoaded && _journal.IsWhole && _journal.Length > _journal.SnapshotLength)
        {
            await SaveSnapshot();
        }

        await _stopping.CancelAsync();
    }

    private async Task<RecordedFills> Record(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events, bool isImport)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (!_journal.IsLoaded && !await TryLoadTerms())
        {
            var reason = $"no contract terms for {_instrument}; define them with --instruments FILE";
            return new([.. events.Select(e => new FillReceipt(e.Key.Id, FillOutcome.Refused, reason))], null);
        }

        var intake = EventIntake.Of(events, portfolio, options.Value, isOfAny: isImport && portfolio.Name.Length == 0);
        _writer.CountRefused(intake.RefusedCount);
        var receipts = intake.Receipts(intake.Accepted.Count == 0 ? [] : await _writer.Add(intake.Accepted, isImport));
        return new(receipts, Posted(portfolio.Name) ?? PushFor(portfolio.Name));
    }

    private async Task<bool> TryLoadTerms()
    {
        var terms = await GrainFactory.GetGrain<IInstrumentGrain>(_instrument.ToString()).GetTerms();
        if (terms is not null && !_journal.IsLoaded)
        {
            _journal.Start(terms, LedgerPolicy.Of(options.Value.Markouts));
        }

        return terms is not null;
    }

    private async Task Admit(string portfolio)
    {
        if (!_members.Contains(portfolio))
        {
            await GrainFactory.GetGrain<IPortfolioGrain>(portfolio).RecordMember(_instrument);
            _members.Add(portfolio);
        }
    }

    private async Task OpenForWriting()
    {
        if (!_journal.IsOpen)
        {
            await _journal.Open(_stopping.Token);
            await StartWatching();
        }
    }

    private Task OnApplied(PreparedEvents? prepared, IReadOnlyList<Annotation> found)
    {
        var portfolios = _journal.Ledgers.All.Select(ledger => ledger.Portfolio).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var booked in prepared?.Booked ?? [])
        {
            if (clock.FollowsRecording)
            {
                _closing.StartNoLaterThan(booked.VenueTime);
            }

            var concerned = booked is FillVoid taken ? _journal.Ledgers.FindFill(taken.FillKey)?.Event.VenueTime ?? default : booked.VenueTime;
            _closing.Booked(booked, concerned, booked.Name, portfolios);
        }

        // Not awaited: this is the writer's own turn, and they are its next.
        if (_funding.Missed(prepared?.Booked ?? [], _journal.Ledgers) is { Count: > 0 } missed)
        {
            _writer.Add(missed).Ignore();
        }

        foreach (var known in found.Where(annotation => annotation.Kind.IsOfLedger()))
        {
            if (_journal.Ledgers.Find(known.Number) is { } entry)
            {
                _closing.Known(entry.Event, known.Kind, portfolios);
            }
        }

        Post();
        if (_saving.IsCompleted && _journal.IsWhole && _journal.Length - _journal.SnapshotLength >= journaling.Value.SnapshotEntries)
        {
            // No caller waits for it.
            _saving = SaveSnapshot();
        }

        return Task.CompletedTask;
    }

    private async Task SaveSnapshot()
    {
        try
        {
            snapshot.State = _journal.Snapshot();
            await snapshot.WriteStateAsync();
        }
        catch (Exception e)
        {
            // It saves reading, nothing rests on it.
            NotSaved(logger, e, _instrument);
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

        _market.Take(await _book.GetMids(default));
        await Watch();
        if (!clock.FollowsRecording)
        {
            _closing.Start(clock.Now);
        }

        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(PushEvery, PushEvery) { Interleave = true, KeepAlive = true });
    }

    /// <summary>Registers with the book for mids; what it knows now is taken at once.</summary>
    private async Task Watch()
    {
        var registration = await _book.Register(this.AsReference<IMidSubscriber>());
        _renewed = time.GetTimestamp();
        if (registration.Current is { } current)
        {
            _market.Take(current);
        }

        if (registration.Feed is { } feed && feed != _feed)
        {
            _feed = feed;
            if (await GrainFactory.GetGrain<IFeedGrain>(feed).GetLastTicker(_instrument) is { } ticker)
            {
                await TakeTicker(ticker);
            }
        }
    }

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        try
        {
            if (time.GetElapsedTime(_renewed) >= RenewEvery || _feed is null)
            {
                await Watch();
            }

            if (_observing.IsCompleted)
            {
                _observing = ObserveAll();
                await _observing;
            }
        }
        catch (Exception e)
        {
            // The book or the rates cannot be had for now; what is held is closed and pushed all the same.
            NotObserved(logger, e, _instrument);
        }

        if (!clock.FollowsRecording)
        {
            _closing.Close(_journal.Ledgers, clock.Now - ClosingDelay);
            _retention.Tick(clock.Now);
        }

        Post();
    }

    /// <summary>Writes down what has become known of fills, one journal entry after the other.</summary>
    /// <param name="isEnd">Whether a recording has ended, and nothing is on its way any more.</param>
    private async Task ObserveAll(bool isEnd = false)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            var found = await _observation.Due(_journal.Ledgers, _journal.Markouts, isEnd);
            await _writer.Add(found);
            if (found.Count == 0 || !_journal.IsOpen || _writer.HasFailed)
            {
                return;
            }
        }
    }

    private async Task OnTicker(MarketBatch batch)
    {
        // What was lost comes first: once a later funding time is taken, a last word on the one before it says nothing any more.
        if (_market.IsGap(batch) && await GrainFactory.GetGrain<IFeedGrain>(batch.Feed).GetLastTicker(_instrument) is { } newest)
        {
            await TakeTicker(newest);
        }

        await TakeTicker(batch);
        Post();
    }

    private async Task TakeTicker(MarketBatch batch)
    {
        var events = _funding.Events(_market.Take(batch), _journal.Ledgers);
        if (events.Count > 0)
        {
            await _writer.Add(events);
        }

        // Only once what fell due is stored: an activation that ends in between must find it due still.
        if (_market.Funding.Due is { } next && next != _journal.FundingDue)
        {
            _writer.Add([new(0, AnnotationKind.FundingDue, 0, next.Micros)]).Ignore();
        }
    }

    private void Post()
    {
        if (!_journal.IsLoaded)
        {
            return;
        }

        foreach (var portfolio in _journal.Ledgers.All.Select(ledger => ledger.Portfolio).Distinct(StringComparer.Ordinal))
        {
            var (closed, late) = _closing.Take(portfolio);
            var push = _posted[portfolio] = PushFor(portfolio)!;
            outbox.Post(portfolio, closed.Length + late.Length == 0 ? push : push with { Closed = closed, Late = late });
        }
    }

    /// <summary>What was posted last, unless more has been booked since: callers of one group get one position.</summary>
    private PositionPush? Posted(string portfolio) =>
        _posted.TryGetValue(portfolio, out var push) && push.JournalLength == _journal.Length ? push : null;

    private PositionPush? PushFor(string portfolio)
    {
        var ledgers = _journal.IsLoaded ? _journal.Ledgers.Of(portfolio).ToArray() : [];
        return ledgers.Length == 0
            ? null
            : new()
            {
                Instrument = _instrument,
                Epoch = _journal.Epoch,
                Version = ++_version,
                JournalLength = _journal.Length,
                Settle = _journal.Ledgers.Terms.Settle,
                Positions = [.. ledgers.Select(ledger => _valuation.View(ledger, _journal.Ledgers))],
            };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Dispose();
        _journal?.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the journal could not be opened")]
    private static partial void NotOpened(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the snapshot was not saved; the next activation reads more of the journal")]
    private static partial void NotSaved(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: book or rates cannot be had for now")]
    private static partial void NotObserved(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: ledgers rebuilt from {Entries} journal entries, epoch {Epoch}")]
    private static partial void Reloaded(ILogger logger, InstrumentId instrument, long entries, long epoch);
}
