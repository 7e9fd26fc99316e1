using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory;

/// <inheritdoc cref="IInventoryGrain" />
/// <remarks>
/// Owns the loop that writes the journal, the timer and the subscriptions. Everything else is done by <see cref="InventoryParts"/>,
/// which know nothing of the grain and answer with what they have found.
/// </remarks>
public sealed class InventoryGrain(
    [PersistentState("inventory", StreamNames.Storage)] IPersistentState<InventorySnapshot> snapshot,
    InventoryServices services,
    IOptions<BallastOptions> options,
    IOptions<JournalOptions> journaling,
    ILogger<InventoryGrain> logger) : Grain, IInventoryGrain, IDisposable
{
    private const int MostLooks = 100;

    private static readonly TimeSpan PushEvery = TimeSpan.FromSeconds(1);

    private readonly MarketClock clock = services.Clock;
    private InventoryParts parts = null!;
    private Task writing = Task.CompletedTask;
    private Task observing = Task.CompletedTask;
    private Task dropping = Task.CompletedTask;
    private bool isWatching;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var instrument = InstrumentId.Parse(this.GetPrimaryKeyString());
        parts = new(instrument, services, new(GrainFactory, options.Value, journaling.Value), snapshot, logger);
        try
        {
            if (await parts.Load(snapshot.RecordExists ? snapshot.State : null, cancellationToken))
            {
                await StartWatching();
                parts.Posting.Post();
                InventoryLog.Reloaded(logger, parts.Instrument, parts.Journal.Length, parts.Journal.Epoch);
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
        parts.Market.Take(update);
        parts.Posting.Post();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<PositionPush?> GetPosition(PortfolioId portfolio) => Task.FromResult(parts.Posting.Of(portfolio.Name));

    /// <inheritdoc />
    public Task<InventoryView> GetLedgers(PortfolioId portfolio) => Task.FromResult(parts.Views.Ledgers(portfolio));

    /// <inheritdoc />
    public Task<MarkoutView?> GetMarkouts(PortfolioId portfolio, int recent) => Task.FromResult(parts.Views.Markouts(portfolio, recent));

    /// <inheritdoc />
    public Task<InventoryFigures?> GetInventoryFigures(PortfolioId portfolio) =>
        Task.FromResult(parts.Views.Figures(portfolio, clock.Now, options.Value.Quoting.InventoryWindow));

    /// <inheritdoc />
    public Task<PnlAttribution?> GetValueAt(PortfolioId portfolio, Instant at, decimal? mark, decimal? mid) =>
        parts.Views.ValueAt(portfolio, new(at, mark, mid), parts.Stopping);

    /// <inheritdoc />
    public Task Flush() => FlushTo(clock.FollowsRecording ? clock.Applied : clock.Now - SamplingGrid.ClosingDelay);

    /// <inheritdoc />
    public async Task FlushTo(Instant upTo)
    {
        // Without a ledger there is no account to book funding for; the first event will find what it has missed.
        if (parts.Journal.IsLoaded)
        {
            await Watch();
            if (await parts.Subscription.LastTicker() is { } ticker)
            {
                await TakeTicker(ticker);
            }

            // What is found makes nothing else known: a second look finds what the first had no room for.
            await observing;
            await ObserveAll(Recording.Ended);
            await writing;
            await parts.Saving.Settled;
            parts.Closing.Close(await parts.Journal.LedgersBackTo(parts.Closing.FirstBefore(upTo), parts.Stopping), upTo);
        }

        parts.Posting.Post();
        await services.Outbox.Flush();
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await writing;
        await parts.Saving.SaveRest();
        await parts.Stop();
    }

    /// <inheritdoc />
    public void Dispose() => parts?.Dispose();

    private async Task<RecordedFills> Record(PortfolioId portfolio, IReadOnlyList<LedgerEvent> events, Origin origin)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (!await parts.HasTerms())
        {
            var reason = $"no contract terms for {parts.Instrument}; define them with --instruments FILE";
            return new([.. events.Select(e => new FillReceipt(e.Key.Id, FillOutcome.Refused, reason))], null);
        }

        var intake = EventIntake.Of(events, portfolio, options.Value, origin);
        parts.Writer.Tally.CountRefused(intake.RefusedCount);
        var receipts = intake.Receipts(intake.Accepted.Count == 0 ? [] : await Write(intake.Accepted, origin));
        return new(receipts, parts.Posting.Newest(portfolio.Name));
    }

    private Task<IReadOnlyList<FillReceipt>> Write(IReadOnlyList<LedgerEvent> events, Origin origin)
    {
        var receipts = parts.Writer.Pending.Add(events, origin);
        StartWriting();
        return receipts;
    }

    private Task Write(IReadOnlyList<Annotation> found)
    {
        var written = parts.Journal.IsOpen ? parts.Writer.Pending.Add(found) : Task.CompletedTask;
        StartWriting();
        return written;
    }

    private void StartWriting()
    {
        if (writing.IsCompleted && !parts.Writer.Pending.IsClosed)
        {
            writing = WriteAll();
        }
    }

    /// <summary>The one loop that writes the journal, step by step, until nothing waits or a step has failed.</summary>
    private async Task WriteAll()
    {
        try
        {
            while (await parts.Writer.WriteNext(parts.Stopping) is { } outcome)
            {
                if (outcome.Step == WriteStep.Opened)
                {
                    await StartWatching();
                }

                parts.Follow(outcome);
            }
        }
        catch (Exception e)
        {
            // Whatever the fault, nobody here knows what is stored now: it is logged, and a new activation reads the journal.
            await parts.Writer.Abandon(e, parts.Stopping);
            DeactivateOnIdle();

            // Told last: whoever sends again at once then meets the new activation.
            parts.Writer.FailAll(e);
        }
    }

    private async Task StartWatching()
    {
        if (isWatching)
        {
            return;
        }

        isWatching = true;
        await parts.Subscription.Subscribe(this.GetStreamProvider(StreamNames.TickerProvider), OnTicker);
        parts.Market.Take(await parts.Subscription.Book.GetMids(default));
        await Watch();
        if (!clock.FollowsRecording)
        {
            parts.Closing.Start(clock.Now);
        }

        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(PushEvery, PushEvery) { Interleave = true, KeepAlive = true });
    }

    /// <summary>Registers with the book for mids, and takes in what book and feed know now.</summary>
    private async Task Watch()
    {
        var registration = await parts.Subscription.Renew(this.AsReference<IMidSubscriber>());
        if (registration.Current is { } current)
        {
            parts.Market.Take(current);
        }

        if (parts.Subscription.Follow(registration.Feed) && await parts.Subscription.LastTicker() is { } ticker)
        {
            await TakeTicker(ticker);
        }
    }

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        try
        {
            if (parts.Subscription.IsDue)
            {
                await Watch();
            }

            if (observing.IsCompleted)
            {
                observing = ObserveAll(Recording.Running);
                await observing;
            }
        }
        catch (Exception e)
        {
            // Book and rates may fail in any way; what is held is closed and pushed all the same, and they are asked again a second later.
            InventoryLog.NotObserved(logger, e, parts.Instrument);
        }

        if (!clock.FollowsRecording)
        {
            parts.Closing.Close(parts.Journal.Ledgers, clock.Now - SamplingGrid.ClosingDelay);
            if (dropping.IsCompleted && parts.Retention.Tick(clock.Now) is { } step)
            {
                dropping = parts.Writer.Pending.Add(step);
                StartWriting();
            }
        }

        parts.Posting.Post();
    }

    /// <summary>Writes down what has become known of fills, one journal entry after the other.</summary>
    private async Task ObserveAll(Recording input)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            var found = await parts.Observation.Due(parts.Journal.Ledgers, parts.Journal.Markouts, input);
            await Write(found);
            if (found.Count == 0 || !parts.Journal.IsOpen || parts.Writer.Pending.IsClosed)
            {
                return;
            }
        }
    }

    private async Task OnTicker(MarketBatch batch)
    {
        // What was lost comes first: once a later funding time is known, the last ticker of the one before it is of no use any more.
        if (parts.Market.IsGap(batch) && await parts.Subscription.LastTickerOf(batch.Feed) is { } newest)
        {
            await TakeTicker(newest);
        }

        await TakeTicker(batch);
        parts.Posting.Post();
    }

    private async Task TakeTicker(MarketBatch batch)
    {
        var events = parts.Funding.Due(parts.Market.Take(batch), parts.Journal.Ledgers);
        if (events.Count > 0)
        {
            await Write(events, Origin.Live);
        }

        // Only once what fell due is stored: an activation that ends in between must find it due still.
        if (parts.Market.Funding.Due is { } next && next != parts.Journal.FundingDue)
        {
            Write([new(0, AnnotationKind.FundingDue, 0, next.Micros)]).Ignore();
        }
    }
}
