using Ballast.Domain.Pnl;
using Ballast.Grains.Instruments;

namespace Ballast.Grains.Fx;

/// <inheritdoc cref="IFxGrain" />
[CollectionAgeLimit(AlwaysActive = true)]
public sealed class FxGrain(ITermsSource terms, MarketClock clock, IOptions<BallastOptions> options) : Grain, IFxGrain
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
            await Register(instrument);
        }
    }

    private void Take(MidUpdate update)
    {
        var known = _positions.GetValueOrDefault(update.Instrument);
        if (update.BookEpoch < known.Epoch || terms.Find(update.Instrument) is not { Kind: ContractKind.Spot } spot)
        {
            return;
        }

        var end = update.FirstChange + update.Changes.Length;
        var isNews = update.Changes.Length > 0 && (update.BookEpoch > known.Epoch || end > known.Next);
        if (isNews)
        {
            // NaN from when the book has no mid: nothing then confirms the rate, however live the book is.
            known = (update.BookEpoch, end, MarkPrice.From(update.Changes[^1].Mid, update.VenueTime)?.Price);
            _positions[update.Instrument] = known;
        }

        // A book that is not live confirms nothing: the last rate then grows old.
        if (known.Mid is { } rate && update.State == BookState.Live)
        {
            _quotes[update.Instrument] = new(spot.Base, spot.Quote, rate, update.VenueTime, update.Instrument);
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
}
