using Ballast.Domain.Pnl;
using Ballast.Grains.Instruments;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Ballast.Grains.Fx;

/// <inheritdoc cref="IFxGrain" />
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class FxGrain : Grain, IFxGrain, IDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseEvery = TimeSpan.FromSeconds(1);

    private readonly HashSet<InstrumentId> registered = [];
    private readonly FxQuotes quotes;
    private readonly FxHistory history;
    private readonly MarketClock clock;
    private readonly ILogger<FxGrain> logger;

    /// <summary>Creates an activation.</summary>
    public FxGrain(
        [PersistentState("fx", StreamNames.Storage)] IPersistentState<FxGrainState> state,
        [FromKeyedServices(StreamNames.Storage)] IGrainStorage storage,
        ITermsSource terms,
        MarketClock clock,
        IOptions<BallastOptions> options,
        ILogger<FxGrain> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.clock, this.logger) = (clock, logger);
        var fx = options.Value.Fx;
        var preference = new FxPreference(fx.Instruments.Select(InstrumentId.Parse), fx.MaxAge);
        quotes = new(fx, preference, terms);
        history = new(state, storage, this.GetGrainId(), preference, clock);
    }

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await history.Open();
        foreach (var instrument in history.Instruments.Where(quotes.IsWanted))
        {
            quotes.Add(instrument);
        }

        this.RegisterGrainTimer(Renew, new GrainTimerCreationOptions(TimeSpan.Zero, RenewEvery) { Interleave = true });
        this.RegisterGrainTimer(CloseDue, new GrainTimerCreationOptions(CloseEvery, CloseEvery) { Interleave = true });
    }

    /// <inheritdoc />
    public async Task Add(InstrumentId instrument)
    {
        if (quotes.IsWanted(instrument))
        {
            quotes.Add(instrument);
            await Register(instrument);
            await history.Follow(instrument);
        }
    }

    /// <inheritdoc />
    public Task<FxTable> GetTable() => Task.FromResult(quotes.Table(clock.Now));

    /// <inheritdoc />
    public Task<FxPoint> GetPoint(Instant at) => history.Read(at);

    /// <inheritdoc />
    public async Task FlushTo(Instant upTo)
    {
        foreach (var instrument in quotes.Instruments)
        {
            await GrainFactory.Book(instrument).Flush();
            await Register(instrument);
        }

        await history.Close(upTo);
    }

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        Take(update);
        return Task.CompletedTask;
    }

    /// <summary>Asks a book for its mids.</summary>
    /// <returns>Whether everything the book had applied by now is known here.</returns>
    private async Task<bool> Register(InstrumentId instrument)
    {
        var book = GrainFactory.Book(instrument);
        if (!registered.Contains(instrument) && history.ClosedTo != default && quotes.FindSpot(instrument) is { } spot)
        {
            history.Recover(spot, await book.GetMids(history.ClosedTo));
        }

        var registration = await book.Register(this.AsReference<IMidSubscriber>());
        registered.Add(instrument);
        if (registration.Current is { } current)
        {
            Take(current);
        }

        return !registration.Behind;
    }

    private async Task Renew(CancellationToken cancellationToken)
    {
        foreach (var instrument in quotes.Instruments)
        {
            try
            {
                await Register(instrument);
            }
            catch (Exception e)
            {
                // One book that does not answer must not keep the others from being renewed; it is tried again with them in 10 s.
                NotRegistered(logger, e, instrument);
            }
        }
    }

    private async Task CloseDue(CancellationToken cancellationToken)
    {
        // A silo without a feed has no watermark of its own; the newest arrival at a book, less a margin, is nearly as good.
        var watermark = clock.Applied;
        if (watermark == default && quotes.NewestArrival != default)
        {
            watermark = quotes.NewestArrival - SamplingGrid.ClosingDelay;
        }

        var due = FxPoint.MinuteOf(watermark - SamplingGrid.ClosingDelay);
        if (due <= history.ClosedTo)
        {
            return;
        }

        try
        {
            foreach (var instrument in quotes.Instruments)
            {
                var isKnown = registered.Contains(instrument) && quotes.KnownTo(instrument) >= due + SamplingGrid.ClosingDelay;
                if (!isKnown && !await Register(instrument))
                {
                    return;
                }
            }

            await history.Close(due);
        }
        catch (Exception e)
        {
            // It is tried again in a second. After a conflict another activation, or an unseen write of this one, has changed
            // what is stored: a new activation reads it.
            NotClosed(logger, e, due);
            if (e is InconsistentStateException)
            {
                DeactivateOnIdle();
            }
        }
    }

    private void Take(MidUpdate update)
    {
        if (quotes.Take(update) is { } spot)
        {
            foreach (var mark in update.Marks)
            {
                history.Take(spot, mark);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => history.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The book of {Instrument} could not be asked for mids to take rates from")]
    private static partial void NotRegistered(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rates of minutes up to {Minute} could not be closed yet")]
    private static partial void NotClosed(ILogger logger, Exception exception, Instant minute);
}
