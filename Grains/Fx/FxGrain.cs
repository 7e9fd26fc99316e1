using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces.Books;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Ballast.Grains.Fx;

/// <inheritdoc cref="IFxGrain" />
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class FxGrain : Grain, IFxGrain, IDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseEvery = TimeSpan.FromSeconds(1);

    private readonly HashSet<InstrumentId> _registered = [];
    private readonly FxQuotes _quotes;
    private readonly FxHistory _history;
    private readonly MarketClock _clock;
    private readonly ILogger<FxGrain> _logger;

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
        (this._clock, this._logger) = (clock, logger);
        var fx = options.Value.Fx;
        var preference = new FxPreference(fx.Instruments.Select(InstrumentId.Parse), fx.MaxAge);
        _quotes = new(fx, preference, terms);
        _history = new(state, storage, this.GetGrainId(), preference, clock);
    }

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _history.Open();
        foreach (var instrument in _history.Instruments.Where(_quotes.IsWanted))
        {
            _quotes.Add(instrument);
        }

        this.RegisterGrainTimer(Renew, new GrainTimerCreationOptions(TimeSpan.Zero, RenewEvery) { Interleave = true });
        this.RegisterGrainTimer(CloseDue, new GrainTimerCreationOptions(CloseEvery, CloseEvery) { Interleave = true });
    }

    /// <inheritdoc />
    public async Task Add(InstrumentId instrument)
    {
        if (_quotes.IsWanted(instrument))
        {
            _quotes.Add(instrument);
            await Register(instrument);
            await _history.AddInstrument(instrument);
        }
    }

    /// <inheritdoc />
    public Task<FxTable> GetTable() => Task.FromResult(_quotes.Table(_clock.Now));

    /// <inheritdoc />
    public Task<FxPoint> GetPoint(Instant at) => _history.Read(at);

    /// <inheritdoc />
    public async Task FlushTo(Instant upTo)
    {
        foreach (var instrument in _quotes.Instruments)
        {
            await GrainFactory.Book(instrument).Flush();
            await Register(instrument);
        }

        await _history.Close(upTo);
    }

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        Apply(update);
        return Task.CompletedTask;
    }

    /// <summary>Asks a book for its mids.</summary>
    /// <returns>Whether everything the book had applied by now is known here.</returns>
    private async Task<bool> Register(InstrumentId instrument)
    {
        var book = GrainFactory.Book(instrument);
        if (!_registered.Contains(instrument) && _history.ClosedTo != default && _quotes.FindSpot(instrument) is { } spot)
        {
            _history.Recover(spot, await book.GetMids(_history.ClosedTo));
        }

        var registration = await book.Register(this.AsReference<IMidSubscriber>());
        _registered.Add(instrument);
        if (registration.Current is { } current)
        {
            Apply(current);
        }

        return !registration.Behind;
    }

    private async Task Renew(CancellationToken cancellationToken)
    {
        foreach (var instrument in _quotes.Instruments)
        {
            try
            {
                await Register(instrument);
            }
            catch (Exception e)
            {
                // A book that does not answer must not stop the renewal of the others; it is tried again with them in 10 s.
                NotRegistered(_logger, e, instrument);
            }
        }
    }

    private async Task CloseDue(CancellationToken cancellationToken)
    {
        // A silo without a feed has no watermark of its own; the newest arrival at a book, less a margin, is nearly as good.
        var watermark = _clock.Applied;
        if (watermark == default && _quotes.NewestArrival != default)
        {
            watermark = _quotes.NewestArrival - SamplingGrid.ClosingDelay;
        }

        var due = FxPoint.MinuteOf(watermark - SamplingGrid.ClosingDelay);
        if (due <= _history.ClosedTo)
        {
            return;
        }

        try
        {
            foreach (var instrument in _quotes.Instruments)
            {
                var isKnown = _registered.Contains(instrument) && _quotes.KnownTo(instrument) >= due + SamplingGrid.ClosingDelay;
                if (!isKnown && !await Register(instrument))
                {
                    return;
                }
            }

            await _history.Close(due);
        }
        catch (Exception e)
        {
            // It is tried again in a second. After a conflict another activation, or an unseen write of this one, has changed
            // what is stored: a new activation reads it.
            NotClosed(_logger, e, due);
            if (e is InconsistentStateException)
            {
                DeactivateOnIdle();
            }
        }
    }

    private void Apply(MidUpdate update)
    {
        if (_quotes.Apply(update) is { } spot)
        {
            foreach (var mark in update.Marks)
            {
                _history.Observe(spot, mark);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _history.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The book of {Instrument} could not be asked for mids to take rates from")]
    private static partial void NotRegistered(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rates of minutes up to {Minute} could not be closed yet")]
    private static partial void NotClosed(ILogger logger, Exception exception, Instant minute);
}
