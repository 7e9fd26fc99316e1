using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Exposure;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Computes a portfolio's risk from its positions and balances, one FX table and the silo's samples. It must not run on a grain's scheduler.</summary>
/// <remarks>One per silo.</remarks>
public sealed partial class PortfolioRisk(
    PortfolioMarket market,
    PortfolioExposure exposures,
    PortfolioLiquidity liquidities,
    PortfolioStress stresses,
    IOptions<BallastOptions> options,
    ILogger<PortfolioRisk> logger)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private RiskOptions Options => options.Value.Risk;

    /// <summary>Index of the newest closed point of the grid.</summary>
    internal long ClosedIndex => new SamplingGrid(Options.Grid).LastClosed(market.Clock.Applied);

    /// <summary>Reads all inputs of the figures.</summary>
    public Task<RiskInputs> Read(PortfolioView portfolio, FxTable fx)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(fx);
        return Read(portfolio, fx, Options, Samples);
    }

    /// <summary>Samples of an instrument. Live, none when its book fails or is late, so that the other positions keep their partial figures; a recording waits.</summary>
    private async Task<SampleSeries> Samples(InstrumentId instrument)
    {
        if (market.Clock.FollowsRecording)
        {
            return await market.Samples.Get(instrument);
        }

        try
        {
            return await market.Samples.Get(instrument).WaitAsync(AnswerTimeout, market.Time);
        }
        catch (Exception e)
        {
            NoSamples(logger, e, instrument);
            return new(instrument, 0, []);
        }
    }

    internal static async Task<RiskInputs> Read(PortfolioView portfolio, FxTable fx, RiskOptions options, Func<InstrumentId, Task<SampleSeries>> samples)
    {
        var open = portfolio.Positions.Where(position => position.Quantity != 0).ToLookup(position => position.Mark is not null);
        RiskLeg[] legs = [.. open[true].Select(p => new RiskLeg(p.Instrument, p.Contract, p.Quantity, p.Mark!.Value, p.Settle))];
        RiskBalance[] balances = [.. RiskBalances.Sum(portfolio.Positions.Select(Balance))];
        var rates = Rates(portfolio, fx);
        var follows = options.ToFollows();
        RiskLeg[] moved = [.. legs.Select(leg => leg.Following(follows))];
        return new()
        {
            Currency = portfolio.Currency,
            Legs = legs,
            Rates = rates,
            Samples = await Task.WhenAll(ScenarioRevaluation.Needed(moved, balances, rates).Select(samples)),
            Follows = follows,
            Missing =
            [
                .. portfolio.MissingMembers.Select(member => $"{member} has not answered"),
                .. portfolio.MissingBelow,
                .. open[false].Select(position => Balance(position).Reason ?? $"{position.Instrument} {position.Account}: no mark"),
                .. legs.Select(leg => leg.Settle).Concat(balances.Select(balance => balance.Asset)).Distinct()
                    .Where(asset => !rates.ContainsKey(asset)).SelectMany(asset => FxLegs.Stale(fx, asset)),
            ],
            Settings = options.ToSettings(),
            Balances = balances,
        };
    }

    /// <summary>What a ledger has earned so far, at its mark; without what is unknown of it, which the reason names.</summary>
    private static RiskBalance Balance(PositionView position) => RiskBalance.Of(
        $"{position.Instrument} {position.Account}",
        position.Settle,
        position.Total ?? position.Attribution?.PartialTotal ?? 0m,
        position.Total is null ? position.Reason ?? "no mark" : null);

    /// <summary>All figures; one that is not known is <see langword="null"/> with its reason.</summary>
    /// <param name="portfolio">Positions.</param>
    /// <param name="fx">Rates used throughout.</param>
    /// <param name="fit">A fit made earlier, used if it still suits; <see langword="null"/> makes one.</param>
    /// <returns>The figures, and the fit they were made with.</returns>
    public async Task<(RiskView View, RiskFit Fit)> Compute(PortfolioView portfolio, FxTable fx, RiskFit? fit)
    {
        var inputs = await Read(portfolio, fx);
        var (report, used) = RiskComputation.ComputeOrRefit(inputs, fit);
        var headline = report.Of(RiskMethods.Historical)!;
        var exposure = await exposures.Of(portfolio, fx);
        var liquidity = await liquidities.Read(portfolio, fx, headline.ValueAtRisk, headline.Horizon);
        var view = new RiskView
        {
            Portfolio = portfolio.Portfolio,
            Method = headline.Method,
            Confidence = headline.Confidence,
            Horizon = headline.Horizon,
            Window = headline.Window,
            Observations = headline.Observations,
            QuantileType = headline.QuantileType!.Value,
            ShortfallDefinition = headline.ShortfallDefinition,
            ValueAtRisk = headline.ValueAtRisk,
            ExpectedShortfall = headline.ExpectedShortfall,
            Reason = headline.Reason,
            Currency = portfolio.Currency,
            AsOf = report.AsOf,
            Missing = report.Missing,
            Methods = report.Figures,
            Components = report.Components,
            Exposure = exposure,
            Liquidity = liquidity,
            Stress = await stresses.RunAll(inputs, exposure, liquidity),
            FxVersion = fx.Version,
            PositionsAsOf = portfolio.AsOf,
        };
        return (view, used);
    }

    /// <summary>Results of stresses on positions and balances, in the order given.</summary>
    public async Task<IReadOnlyList<StressResult>> Stress(PortfolioView portfolio, FxTable fx, IReadOnlyList<StressScenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        var inputs = await Read(portfolio, fx);
        return await stresses.Run(
            inputs,
            scenarios,
            await exposures.Of(portfolio, fx),
            await liquidities.Read(portfolio, fx, null, inputs.Settings.Horizon));
    }

    /// <summary>Conversions of the settle assets of all positions, also of closed ones.</summary>
    private static SortedDictionary<string, FxLeg> Rates(PortfolioView portfolio, FxTable fx)
    {
        var rates = new SortedDictionary<string, FxLeg>(StringComparer.Ordinal);
        foreach (var settle in portfolio.Positions.Select(position => position.Settle).Distinct())
        {
            if (FxLegs.Of(fx, settle, portfolio.Currency) is { } rate)
            {
                rates[settle] = rate;
            }
        }

        return rates;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: its book did not send its samples, so risk is computed without them")]
    private static partial void NoSamples(ILogger logger, Exception exception, InstrumentId instrument);
}
