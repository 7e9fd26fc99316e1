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

    /// <summary>How far the watermark must have passed a minute before it closes.</summary>
    private static readonly TimeSpan ClosingDelay = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<InstrumentId, FxQuote?> _quotes = [];

    // Arrival up to which a book's events are known here.
    private readonly Dictionary<InstrumentId, Instant> _heardTo = [];
    private readonly HashSet<InstrumentId> _registered = [];
    private readonly ITermsSource _terms;
    private readonly MarketClock _clock;
    private readonly IList<string> _configured;
    private readonly FxPreference _preference;
    private readonly FxHistory _history;
    private readonly ILogger<FxGrain> _logger;
    private long _version;

    /// <summary>Creates an activation.</summary>
    public FxGrain(
        [PersistentState("fx", StreamNames.Storage)] IPersistentState<FxGrainState> state,
        [FromKeyedServices(StreamNames.Storage)] IGrainStorage storage,
        ITermsSource terms,
        MarketClock clock,
        IOptions<BallastOptions> options,
        IGrainContext context,
        ILogger<FxGrain> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_terms, _clock, _logger) = (terms, clock, logger);
        _configured = options.Value.Fx.Instruments;
        _preference = new(_configured.Select(InstrumentId.Parse), options.Value.Fx.MaxAge);
        _history = new(state, storage, context.GrainId, _preference, () => clock.FollowsRecording);
    }

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _history.Open();
        foreach (var instrument in _history.Instruments.Where(IsWanted))
        {
            _quotes.TryAdd(instrument, null);
        }

        this.RegisterGrainTimer(Renew, new GrainTimerCreationOptions(TimeSpan.Zero, RenewEvery) { Interleave = true });
        this.RegisterGrainTimer(CloseDue, new GrainTimerCreationOptions(CloseEvery, CloseEvery) { Interleave = true });
    }

    /// <inheritdoc />
    public async Task Add(InstrumentId instrument)
    {
        if (IsWanted(instrument))
        {
            _quotes.TryAdd(instrument, null);
            await Register(instrument);
            await _history.Follow(instrument);
        }
    }

    /// <inheritdoc />
    public Task<FxTable> GetTable() => Task.FromResult(_preference.Table(_version, _clock.Now, _quotes.Values.OfType<FxQuote>()));

    /// <inheritdoc />
    public Task<FxPoint> GetPoint(Instant at) => _history.Read(at);

    /// <inheritdoc />
    public async Task FlushTo(Instant upTo)
    {
        foreach (var instrument in _quotes.Keys.ToArray())
        {
            await GrainFactory.GetGrain<IOrderBookGrain>(instrument.ToString()).Flush();
            await Register(instrument);
        }

        await _history.Close(upTo);
    }

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        Take(update);
        return Task.CompletedTask;
    }

    private bool IsWanted(InstrumentId instrument) => _configured.Count == 0 || _configured.Contains(instrument.ToString());

    /// <summary>Asks a book for its mids.</summary>
    /// <returns>Whether everything the book had applied by now is known here.</returns>
    private async Task<bool> Register(InstrumentId instrument)
    {
        var book = GrainFactory.GetGrain<IOrderBookGrain>(instrument.ToString());
        if (!_registered.Contains(instrument) && _history.ClosedTo != default)
        {
            Recover(await book.GetMids(_history.ClosedTo));
        }

        var registration = await book.Register(this.AsReference<IMidSubscriber>());
        _registered.Add(instrument);
        if (registration.Current is { } current)
        {
            Take(current);
        }

        return !registration.Behind;
    }

    /// <summary>After a restart: what the book still knows of minutes that were open.</summary>
    private void Recover(MidWindow window)
    {
        if (_terms.Find(window.Instrument) is not { Kind: ContractKind.Spot } spot)
        {
            return;
        }

        var minute = TimeSpan.FromMinutes(1);
        for (var (at, next) = (_history.ClosedTo + minute, 0); at <= window.ConfirmedTo && window.Changes.Length > 0; at += minute)
        {
            while (next < window.Changes.Length && window.Changes[next].VenueTime <= at)
            {
                next++;
            }

            if (next > 0)
            {
                _history.Take(spot, new(at, window.Changes[next - 1].Mid, double.NaN, at, double.NaN, default));
            }
        }
    }

    private async Task Renew(CancellationToken cancellationToken)
    {
        foreach (var instrument in _quotes.Keys.ToArray())
        {
            try
            {
                await Register(instrument);
            }
            catch (Exception e)
            {
                // One book out of reach must not cost the others their renewal; it is tried again with the next.
                NotRegistered(_logger, e, instrument);
            }
        }
    }

    private async Task CloseDue(CancellationToken cancellationToken)
    {
        // A silo without a feed has no watermark of its own; what the books have heard is nearly as good.
        var watermark = _clock.Watermark;
        if (watermark == default && _heardTo.Count > 0)
        {
            watermark = _heardTo.Values.Max() - ClosingDelay;
        }

        var due = FxPoint.MinuteOf(watermark - ClosingDelay);
        if (due <= _history.ClosedTo)
        {
            return;
        }

        try
        {
            foreach (var instrument in _quotes.Keys.ToArray())
            {
                var isKnown = _registered.Contains(instrument) && _heardTo.GetValueOrDefault(instrument) >= due + ClosingDelay;
                if (!isKnown && !await Register(instrument))
                {
                    return;
                }
            }

            await _history.Close(due);
        }
        catch (Exception e)
        {
            NotClosed(_logger, e, due);
            if (e is InconsistentStateException)
            {
                // Another activation wrote, or a write of this one came through unseen: a new one reads what is there.
                DeactivateOnIdle();
            }
        }
    }

    private void Take(MidUpdate update)
    {
        if (_terms.Find(update.Instrument) is not { Kind: ContractKind.Spot } spot || !_quotes.TryGetValue(spot.Id, out var known))
        {
            return;
        }

        _heardTo[spot.Id] = Instant.Max(_heardTo.GetValueOrDefault(spot.Id), update.ReceivedAt);
        foreach (var mark in update.Marks)
        {
            _history.Take(spot, mark);
            if (MarkPrice.From(mark.Mid, mark.MidAt) is { } mid && !(known?.AsOf > mid.AsOf))
            {
                _quotes[spot.Id] = known = new(spot.Base, spot.Quote, mid.Price, mid.AsOf, spot.Id);
                _version++;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _history.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The book of {Instrument} did not take the registration for rates")]
    private static partial void NotRegistered(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The minutes of rates up to {Minute} are not closed yet")]
    private static partial void NotClosed(ILogger logger, Exception exception, Instant minute);
}
