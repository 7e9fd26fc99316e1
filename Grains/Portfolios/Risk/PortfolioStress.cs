using System.Collections.Concurrent;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Exposure;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Instruments;
using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Runs stresses on a portfolio's positions and balances. It must not run on a grain's scheduler.</summary>
/// <remarks>One per silo.</remarks>
public sealed class PortfolioStress(
    SampleCache samples, PortfolioExposure exposures, ITermsSource configured, IGrainFactory grains, IOptions<BallastOptions> options)
{
    /// <summary>Most moves remembered, because callers may ask for any number of windows.</summary>
    private const int MaxMoves = 100_000;

    private readonly ConcurrentDictionary<(InstrumentId Instrument, Instant From, Instant To), double> _knownMoves = new();

    /// <summary>The built-in stresses, those of the configuration and the worst stretches of the samples, in this order.</summary>
    /// <param name="inputs">Positions, balances, rates and samples.</param>
    /// <param name="exposure">Cash of accounts, which an outage affects.</param>
    /// <param name="liquidity">Costs of closing, which wider spreads multiply.</param>
    public async Task<IReadOnlyList<StressResult>> RunAll(RiskInputs inputs, ExposureFigures exposure, LiquidityFigures liquidity)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var terms = await Terms(inputs, exposure, liquidity);
        var scenarios = StressScenarios.For(inputs, terms).Concat(options.Value.Risk.Stress.Select(stress => stress.ToScenario()));
        return [.. await Task.WhenAll(scenarios.Select(scenario => Run(inputs, scenario, terms))), .. HistoricalWindows.Of(inputs)];
    }

    /// <summary>The stresses given, in their order.</summary>
    public async Task<IReadOnlyList<StressResult>> Run(RiskInputs inputs, IReadOnlyList<StressScenario> scenarios, ExposureFigures exposure, LiquidityFigures liquidity)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(scenarios);
        var terms = await Terms(inputs, exposure, liquidity);
        return await Task.WhenAll(scenarios.Select(scenario => Run(inputs, scenario, terms)));
    }

    private async Task<StressResult> Run(RiskInputs inputs, StressScenario scenario, StressTerms terms)
    {
        var result = StressTest.Run(
            inputs, scenario, scenario.Kind == StressKind.Window ? terms with { WindowMoves = await Moves(inputs, scenario) } : terms);
        var unknown = new List<string>();
        foreach (var name in result.Untouched)
        {
            if (!terms.Money.Contains(name) && !inputs.Rates.ContainsKey(name) && !configured.HasAssetOrVenue(name) && !await IsInstrument(name))
            {
                unknown.Add(name);
            }
        }

        return result.WithUnknown(unknown);
    }

    /// <summary>Whether a name is that of an instrument with terms or with a book; asking begins no grain of that name.</summary>
    private async Task<bool> IsInstrument(string name) => InstrumentId.TryParse(name, out var instrument) && await grains.Catalog().HasInstrument(instrument);

    /// <summary>Moves from the grid point at or before the first time to the one at or before the last. They are read from the store, which reaches back further than the window.</summary>
    private async Task<Dictionary<InstrumentId, double>> Moves(RiskInputs inputs, StressScenario scenario)
    {
        var grid = new SamplingGrid(inputs.Settings.Grid);
        var moves = new Dictionary<InstrumentId, double>();
        var (from, to) = (grid.AtOrBefore(scenario.From), grid.AtOrBefore(scenario.To));
        if (to == from)
        {
            // Both ends lie within one step: the move is not known, which is not the same as no move.
            return moves;
        }

        foreach (var instrument in inputs.Samples.Select(series => series.Instrument))
        {
            if (await Move(instrument, from, to) is { } move)
            {
                moves[instrument] = move;
            }
        }

        return moves;
    }

    /// <summary>A move, remembered, because closed points do not change and need not be read from the store every second.</summary>
    private async Task<double?> Move(InstrumentId instrument, Instant from, Instant to)
    {
        if (_knownMoves.TryGetValue((instrument, from, to), out var known))
        {
            return known;
        }

        var (first, last) = (await samples.GetRange(instrument, from, from), await samples.GetRange(instrument, to, to));
        if (first.Mids is not [var before] || last.Mids is not [var after]
            || new SampleSeries(instrument, 0, [before, after]).MoveTo(1) is var move && !double.IsFinite(move))
        {
            return null;
        }

        if (_knownMoves.Count >= MaxMoves)
        {
            _knownMoves.Clear();
        }

        return _knownMoves[(instrument, from, to)] = move;
    }

    private async Task<StressTerms> Terms(RiskInputs inputs, ExposureFigures exposure, LiquidityFigures liquidity)
    {
        var instruments = inputs.Legs.Select(leg => leg.Instrument)
            .Concat(inputs.Rates.Values.SelectMany(rate => rate.Hops).Select(hop => hop.Instrument))
            .Concat(inputs.Follows.Values)
            .Distinct();
        var known = await Task.WhenAll(instruments.Select(exposures.Terms));
        return new()
        {
            Pairs = known.OfType<Instrument>().ToDictionary(terms => terms.Id, terms => new AssetPair(terms.Base, terms.Quote)),

            // When part of the position lies beyond visible depth, the cost of the visible part is not that of the whole.
            CloseCosts = liquidity.Legs.Where(leg => leg is { Cost: not null, Residual: 0 }).ToDictionary(leg => leg.Instrument, leg => leg.Cost!.Value),

            // The cash already holds the unrealised profit of derivatives.
            Balances = [.. exposure.Accounts.SelectMany(account => account.Cash.Select(cash =>
                new AccountBalance(account.Exchange, account.Account, cash.Asset, cash.Amount, 0)))],
        };
    }
}
