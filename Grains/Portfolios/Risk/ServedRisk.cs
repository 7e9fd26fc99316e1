using Ballast.Domain.Risk;
using Ballast.Grains.Portfolios.Forecasts;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Risk of one portfolio: asked for on the grain's turns, computed on other threads. Used on the grain's scheduler only.</summary>
internal sealed partial class ServedRisk
{
    private readonly string portfolio;
    private readonly PortfolioRollUp rollUp;
    private readonly PortfolioForecasts forecasts;
    private readonly PortfolioServices services;
    private readonly ILogger logger;
    private readonly RiskServing serving;
    private RiskFit? fit;
    private long fittedAt;

    internal ServedRisk(string portfolio, PortfolioRollUp rollUp, PortfolioForecasts forecasts, PortfolioServices services)
    {
        (this.portfolio, this.rollUp, this.forecasts, this.services) = (portfolio, rollUp, forecasts, services);
        logger = services.Diagnostics.LoggerOf<ServedRisk>();
        serving = new(Compute, services.RiskOptions.Interval, services.Market.Time);
    }

    /// <summary>The last risk, or a new one when positions, samples or rates changed since.</summary>
    internal async Task<RiskView> Get()
    {
        var rates = await services.Market.Rates.Get();
        return await serving.Get(new(
            rollUp.Version, services.Risk.ClosedIndex, rates.Version, rates.Quotes.Count(rates.IsFresh), rollUp.MissingCount));
    }

    /// <summary>What risk would be computed from now.</summary>
    internal async Task<RiskInputs> GetInputs()
    {
        var rates = await services.Market.Rates.Refresh();
        var view = rollUp.View(rates);
        return await Task.Run(() => services.Risk.Read(view, rates));
    }

    /// <summary>What stresses would do to the positions now, in the order given.</summary>
    /// <exception cref="ArgumentException">There are none, too many, or one cannot be run; the message names key and value.</exception>
    internal async Task<IReadOnlyList<StressResult>> Stress(IReadOnlyList<StressScenario> scenarios)
    {
        if (StressRules.FaultOf(scenarios) is { } fault)
        {
            throw new ArgumentException(fault, nameof(scenarios));
        }

        var rates = await services.Market.Rates.Refresh();
        var view = rollUp.View(rates);
        return await Task.Run(() => services.Risk.Stress(view, rates, scenarios));
    }

    private async Task<RiskView> Compute()
    {
        try
        {
            var time = services.Market.Time;
            var rates = await services.Market.Rates.Refresh();
            var view = rollUp.View(rates);
            var began = time.GetTimestamp();
            var kept = fit is not null && time.GetElapsedTime(fittedAt) < services.RiskOptions.RefitInterval ? fit : null;
            var (made, used) = await Task.Run(() => services.Risk.Compute(view, rates, kept));
            if (!ReferenceEquals(used, kept))
            {
                (fit, fittedAt) = (used, began);
            }

            return made with { Backtests = await forecasts.Backtests };
        }
        catch (Exception e)
        {
            // Perhaps no caller waits for it.
            NotComputed(logger, e, portfolio);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its risk could not be computed")]
    private static partial void NotComputed(ILogger logger, Exception exception, string portfolio);
}
