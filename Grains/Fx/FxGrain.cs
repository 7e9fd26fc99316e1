using Ballast.Domain.Pnl;
using Ballast.Grains.Instruments;

namespace Ballast.Grains.Fx;

/// <inheritdoc cref="IFxGrain" />
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class FxGrain(ITermsSource terms, MarketClock clock, IOptions<BallastOptions> options, ILogger<FxGrain> logger)
    : Grain, IFxGrain
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<InstrumentId, FxQuote?> _quotes = [];
    private readonly Dictionary<InstrumentId, (long Epoch, long Next, decimal? Mid)> _positions = [];
    private long _version;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Renew, new GrainTimerCreationOptions(RenewEvery, RenewEvery) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task Add(InstrumentId instrument)
    {
        var configured = options.Value.Fx.Instruments;
        if (configured.Count > 0 && !configured.Contains(instrument.ToString()))
        {
            return;
        }

        _quotes.TryAdd(instrument, null);
        await Register(instrument);
    }

    /// <inheritdoc />
    public Task<FxTable> GetTable() => Task.FromResult(new FxTable
    {
        Version = _version,
        Now = clock.Now,
        MaxAge = options.Value.Fx.MaxAge,
        Quotes = [.. OnePerPair()],
    });

    /// <inheritdoc />
    public Task OnMids(MidUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        Take(update);
        return Task.CompletedTask;
    }

    private async Task Register(InstrumentId instrument)
    {
        var book = GrainFactory.GetGrain<IOrderBookGrain>(instrument.ToString());
        if ((await book.Register(this.AsReference<IMidSubscriber>())).Current is { } current)
        {
            Take(current);
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
                NotRegistered(logger, e, instrument);
            }
        }
    }

    private void Take(MidUpdate update)
    {
        var known = _positions.GetValueOrDefault(update.Instrument);
        if (update.BookEpoch < known.Epoch || terms.Find(update.Instrument) is not { Kind: ContractKind.Spot } spot)
        {
            return;
        }

        if (update.BookEpoch > known.Epoch)
        {
            known = (update.BookEpoch, update.FirstChange, null);
        }

        // Every change counts, or the outcome would hang on how many came in one push: a rate holds until the next change.
        var skip = (int)Math.Clamp(known.Next - update.FirstChange, 0, update.Changes.Length);
        foreach (var change in update.Changes.AsSpan(skip))
        {
            Confirm(spot, known.Mid, change.VenueTime);
            known.Mid = MarkPrice.From(change.Mid, change.VenueTime)?.Price;
            Confirm(spot, known.Mid, change.VenueTime);
        }

        known.Next = Math.Max(known.Next, update.FirstChange + update.Changes.Length);
        _positions[update.Instrument] = known;

        // A book that is not live confirms nothing: the last rate then grows old.
        if (update.State == BookState.Live)
        {
            Confirm(spot, known.Mid, update.VenueTime);
        }
    }

    private void Confirm(Instrument spot, decimal? mid, Instant asOf)
    {
        if (mid is { } rate)
        {
            _quotes[spot.Id] = new(spot.Base, spot.Quote, rate, asOf, spot.Id);
            _version++;
        }
    }

    /// <summary>Two venues may quote one pair: the configured order decides, else the order of ids; a fresh one always beats an old one.</summary>
    private IEnumerable<FxQuote> OnePerPair()
    {
        var configured = options.Value.Fx.Instruments;
        var now = clock.Now;
        return _quotes.Values.OfType<FxQuote>()
            .GroupBy(quote => (quote.Base, quote.Quote))
            .Select(pair => pair
                .OrderBy(quote => now - quote.AsOf > options.Value.Fx.MaxAge)
                .ThenBy(quote => configured.IndexOf(quote.Source!.Value.ToString()))
                .ThenBy(quote => quote.Source)
                .First());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The book of {Instrument} did not take the registration for rates")]
    private static partial void NotRegistered(ILogger logger, Exception exception, InstrumentId instrument);
}
