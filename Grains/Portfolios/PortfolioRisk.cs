using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Portfolios;

/// <summary>Computes a portfolio's risk from its positions, one FX table and the silo's samples. For any thread but a grain's.</summary>
/// <remarks>One per silo.</remarks>
public sealed partial class PortfolioRisk(
    SampleCache samples,
    PortfolioExposure exposures,
    PortfolioLiquidity liquidities,
    PortfolioStress stresses,
    MarketClock clock,
    IOptions<BallastOptions> options,
    TimeProvider time,
    ILogger<PortfolioRisk> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private RiskOptions Options => options.Value.Risk;

    /// <summary>Newest closed point of the grid.</summary>
    internal long ClosedIndex => (clock.Applied - SamplingGrid.ClosingDelay).Micros / Options.ToSettings().StepMicros;

    /// <summary>Everything that figures are made of.</summary>
    public Task<RiskInputs> Read(PortfolioView portfolio, FxTable fx)
    {
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(fx);
        return Read(portfolio, fx, Options, Samples);
    }

    /// <summary>A book that fails or does not answer in time has no samples now: the other positions keep their partial figures. A recording waits.</summary>
    private async Task<SampleSeries> Samples(InstrumentId instrument)
    {
        if (clock.FollowsRecording)
        {
            return await samples.Get(instrument);
        }

        try
        {
            return await samples.Get(instrument).WaitAsync(Patience, time);
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
        var rates = Rates(portfolio, fx);
        var follows = options.ToFollows();
        RiskLeg[] moved = [.. legs.Select(leg => leg with { Instrument = follows.GetValueOrDefault(leg.Instrument, leg.Instrument) })];
        return new()
        {
            Currency = portfolio.Currency,
            Legs = legs,
            Rates = rates,
            Samples = await Task.WhenAll(ScenarioRevaluation.Needed(moved, rates).Select(samples)),
            Follows = follows,
            Missing =
            [
                .. portfolio.MissingMembers.Select(member => $"{member} has not answered"),
                .. portfolio.MissingBelow,
                .. open[false].Select(position => $"{position.Instrument} {position.Account}: {position.Reason ?? "no mark"}"),
                .. legs.Select(leg => leg.Settle).Distinct().Where(settle => !rates.ContainsKey(settle)).SelectMany(settle => FxLegs.Stale(fx, settle)),
            ],
            Settings = options.ToSettings(),
        };
    }

    /// <summary>All figures; those that are not known carry their reason.</summary>
    /// <param name="portfolio">Positions.</param>
    /// <param name="fx">Rates used throughout.</param>
    /// <param name="fit">Made earlier; <see langword="null"/> makes one.</param>
    /// <returns>The figures, and the fit they were made with.</returns>
    public async Task<(RiskView View, RiskFit Fit)> Compute(PortfolioView portfolio, FxTable fx, RiskFit? fit)
    {
        var inputs = await Read(portfolio, fx);
        var used = fit is not null && fit.IsFor(inputs) ? fit : RiskFit.Of(inputs);
        var report = RiskComputation.Compute(inputs, used);
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

    /// <summary>What stresses do to the positions, in the order given.</summary>
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

    /// <summary>Conversions of everything that positions, closed ones too, are settled in.</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: its book did not tell its samples; risk goes without them")]
    private static partial void NoSamples(ILogger logger, Exception exception, InstrumentId instrument);
}
