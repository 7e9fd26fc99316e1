using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Feeds.Placement;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory;

/// <inheritdoc cref="IInventoryGrain" />
/// <remarks>
/// Owns the loop that writes the journal, the timer and the subscriptions. Everything else is done by the parts in <see cref="InventoryParts"/>,
/// which know nothing of the grain and return their results to it.
/// </remarks>
[BesideFeedPlacement]
public sealed class InventoryGrain(
    [PersistentState("inventory", StreamNames.Storage)] IPersistentState<InventorySnapshot> snapshot,
    InventoryServices services,
    IOptions<BallastOptions> options,
    IOptions<JournalOptions> journaling,
    ILogger<InventoryGrain> logger) : Grain, IInventoryGrain, IDisposable
{
    private const int MaxPasses = 100;

    private static readonly TimeSpan PushEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly MarketClock _clock = services.Clock;
    private readonly LongWork<bool> _flushing = new(services.Time);
    private InventoryParts _parts = null!;
    private Task _writing = Task.CompletedTask;
    private Task _observing = Task.CompletedTask;
    private Task _dropping = Task.CompletedTask;
    private Task _resuming = Task.CompletedTask;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var instrument = InstrumentId.Parse(this.GetPrimaryKeyString());
        _parts = new(instrument, services, new(GrainFactory, options.Value, journaling.Value), snapshot, logger);
        try
        {
            if (await _parts.Load(snapshot.RecordExists ? snapshot.State : null, cancellationToken))
            {
                await StartWatching();
                _parts.Posting.Post();
                InventoryLog.Reloaded(logger, _parts.Instrument, _parts.Journal.Length, _parts.Journal.Epoch);
            }
        }
        catch (Exception e) when (e is JournalDamagedException or not (InvalidDataException or InvalidOperationException))
        {
            InventoryLog.NotOpened(logger, e, instrument);
            throw e is JournalDamagedException
                ? new InvalidDataException(e.Message)
                : new TimeoutException($"{instrument}: the journal could not be opened, try again: {e.Message}");
        }
    }

    /// <inheritdoc />
    public Task<RecordedFills> RecordEvents(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events) => Record(portfolio, events, Origin.Live);

    /// <inheritdoc />
    public Task<RecordedFills> Import(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events) => Record(portfolio, events, Origin.Import);

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        _parts.Apply(update);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<PositionPush?> GetPosition(PortfolioId portfolio) => Task.FromResult(_parts.Position(portfolio));

    /// <inheritdoc />
    public Task<PositionPush?> GetClosedAfter(PortfolioId portfolio, Instant after) => Task.FromResult(_parts.ClosedAfter(portfolio, after));

    /// <inheritdoc />
    public Task<InventoryView> GetLedgers(PortfolioId portfolio) => Task.FromResult(_parts.Views.Ledgers(portfolio));

    /// <inheritdoc />
    public Task<MarkoutView?> GetMarkouts(PortfolioId portfolio, int recent) => Task.FromResult(_parts.Views.Markouts(portfolio, recent));

    /// <inheritdoc />
    public Task<InventoryFigures?> GetInventoryFigures(PortfolioId portfolio) =>
        Task.FromResult(_parts.Views.Figures(portfolio, _clock.Now, options.Value.Quoting.InventoryWindow));

    /// <inheritdoc />
    public Task<PnlAttribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid) =>
        _parts.Views.ValueAt(portfolio, new(at, mark, mid));

    /// <inheritdoc />
    public Task<IReadOnlyList<PastValue>> GetValuesAt(PortfolioId portfolio, IReadOnlyList<PastPoint> points) => _parts.Views.ValuesAt(portfolio, points);

    /// <inheritdoc />
    public async Task<bool> FlushSome(Guid request, Instant? upTo) =>
        (await _flushing.Continue(request, () => FlushTo(upTo ?? (_clock.FollowsRecording ? _clock.Applied : _parts.SecondsDue)))).HasEnded;

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _parts.StopMids();
        _parts.Writer.StopFolding();

        // A store that is silent must not hold the silo's stop; what it has not confirmed was not acknowledged either.
        if (await Task.WhenAny(_writing, Task.Delay(StopPatience, cancellationToken)) != _writing)
        {
            await _parts.Stop();
            await _writing;
        }

        await _parts.Saving.SaveRest();
        _parts.Posting.Release();
        await _parts.Stop();
    }

    /// <inheritdoc />
    public void Dispose() => _parts?.Dispose();

    private async Task<bool> FlushTo(Instant upTo)
    {
        // Without a ledger there is no account to book funding for; the first event books the funding it missed.
        if (_parts.Journal.IsLoaded)
        {
            await Watch();
            if (await _parts.Subscription.LastTicker() is { } ticker)
            {
                await ApplyTicker(ticker);
            }

            // The pass under way may have started before the newest mids arrived, so another one follows.
            await _observing;
            await _resuming;
            await ObserveAll(_clock.MayBeContinued ? Recording.Running : Recording.Ended);
            await _writing;
            await _parts.Saving.Settled;
            _parts.Close(await _parts.Past.LedgersBackTo(_parts.Closing.FirstBefore(upTo), _parts.Stopping), upTo);
        }

        _parts.Posting.Post();
        await services.Outbox.Flush();
        return true;
    }

    private async Task<RecordedFills> Record(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events, Origin origin)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (!await _parts.HasTerms())
        {
            return EventIntake.WithoutTerms(_parts.Instrument, events);
        }

        var intake = EventIntake.Of(events, portfolio, options.Value, origin);
        _parts.Writer.Tally.CountRefused(intake.RefusedCount);
        var receipts = intake.Receipts(intake.Accepted.Count == 0 ? [] : await Write(intake.Accepted, origin, CallerPatience.Take()));
        return new(receipts, _parts.Posting.Newest(portfolio.Name));
    }

    private async Task<IReadOnlyList<FillReceipt>> Write(IReadOnlyList<LedgerEvent> events, Origin origin, TimeSpan? patience = null)
    {
        // Before they are queued: in the writing loop a portfolio that does not answer would hold up every other one.
        if (_parts.Writer.ToAdmit(events, origin) is { Count: > 0 } portfolios)
        {
            await _parts.Membership.Admit(portfolios);
        }

        var receipts = _parts.Writer.Pending.Add(events, origin, patience);
        StartWriting();
        return await receipts;
    }

    private Task Write(IReadOnlyList<Annotation> found)
    {
        var written = _parts.Journal.IsOpen ? _parts.Writer.Pending.Add(found) : Task.CompletedTask;
        StartWriting();
        return written;
    }

    private void StartWriting() => _writing = _writing.IsCompleted && _parts.Writer.HasWork ? WriteAll() : _writing;

    /// <summary>The one loop that writes the journal, step by step, until nothing waits or a step has failed.</summary>
    private async Task WriteAll()
    {
        try
        {
            while (await _parts.Writer.WriteNext(_parts.Stopping) is { } outcome)
            {
                if (outcome.Step == WriteStep.Opened)
                {
                    await StartWatching();
                }

                await _parts.Apply(outcome);
            }
        }
        catch (Exception e)
        {
            // After any failure it is unknown what is stored: it is logged, and a new activation reads the journal.
            await _parts.Writer.Abandon(e, _parts.Stopping);
            DeactivateOnIdle();

            // Fails the callers only now, so that a caller who retries at once reaches the new activation.
            _parts.Writer.FailAll(e);
        }
    }

    private async Task StartWatching()
    {
        if (!_parts.StartMids(this.GetGrainId()))
        {
            return;
        }

        await _parts.Subscription.Subscribe(this.GetStreamProvider(StreamNames.TickerProvider), OnTicker);
        _parts.Market.Apply(await _parts.Subscription.Book.GetMids(default));
        await Watch();
        if (!_clock.FollowsRecording)
        {
            // Not awaited, so that no fill waits for a portfolio or a journal.
            _resuming = _parts.ResumeClosing(_clock.Now);
        }

        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(PushEvery, PushEvery) { Interleave = true, KeepAlive = true });
    }

    /// <summary>Registers with the book for mids, and applies the newest mid and ticker.</summary>
    private async Task Watch()
    {
        var registration = await _parts.Subscription.Renew(this.AsReference<IMidSubscriber>());
        if (_parts.Apply(registration) && await _parts.Subscription.LastTicker() is { } ticker)
        {
            await ApplyTicker(ticker);
        }
    }

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        try
        {
            if (_parts.Subscription.IsDue)
            {
                await Watch();
            }

            if (_observing.IsCompleted)
            {
                _observing = ObserveAll(Recording.Running);
                await _observing;
            }
        }
        catch (Exception e)
        {
            // Any failure of book or rates is retried in a second. Meanwhile closing and pushing continue with the data already received.
            InventoryLog.NotObserved(logger, e, _parts.Instrument);
        }

        _parts.Writer.CheckEndIfDue();
        StartWriting();
        if (!_clock.FollowsRecording)
        {
            _parts.Close(_parts.Journal.Ledgers, _parts.SecondsDue);
            if (_dropping.IsCompleted && _parts.Retention.Tick(_clock.Now) is { } step)
            {
                _dropping = _parts.Writer.Pending.Add(step);
                StartWriting();
            }
        }

        _parts.Posting.Post();
    }

    /// <summary>Journals annotations until no more are due, one journal entry after the other.</summary>
    private async Task ObserveAll(Recording input)
    {
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var found = await _parts.Observation.Due(_parts.Journal.Ledgers, _parts.Journal.Markouts, input);
            await Write(found);
            if (found.Count == 0 || !_parts.Journal.IsOpen || _parts.Writer.Pending.IsRefusing)
            {
                return;
            }
        }
    }

    private async Task OnTicker(MarketBatch batch)
    {
        // Lost tickers are applied first: once a later funding time is known, the last ticker before an earlier one is ignored.
        if (_parts.Market.Tickers.IsGap(batch) && await _parts.Subscription.LastTickerOf(batch.Feed) is { } newest)
        {
            await ApplyTicker(newest);
        }

        await ApplyTicker(batch);
        _parts.Posting.PostFollowed();
    }

    private async Task ApplyTicker(MarketBatch batch)
    {
        var events = _parts.Funding.Due(_parts.Market.Apply(batch), _parts.Journal.Ledgers);
        if (events.Count > 0)
        {
            await Write(events, Origin.Own);
        }

        // The next time is stored only after the events of the last one: after a crash in between, those are still due.
        if (_parts.Market.Funding.Due is { } next && next != _parts.Journal.FundingDue)
        {
            Write([new(0, AnnotationKind.FundingDue, 0, next.Micros)]).Ignore();
        }
    }
}
