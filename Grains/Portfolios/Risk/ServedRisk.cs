using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.Portfolios.Forecasts;

namespace Ballast.Grains.Portfolios.Risk;

/// <summary>Risk of one portfolio: asked for on the grain's turns, computed on other threads. Used on the grain's scheduler only.</summary>
internal sealed partial class ServedRisk
{
    private readonly string _portfolio;
    private readonly PortfolioRollUp _rollUp;
    private readonly PortfolioForecasts _forecasts;
    private readonly PortfolioServices _services;
    private readonly ILogger _logger;
    private readonly RiskServing _serving;
    private readonly LongWork<RiskView> _computing;
    private RiskFit? _fit;
    private long _fittedAt;

    internal ServedRisk(string portfolio, PortfolioRollUp rollUp, PortfolioForecasts forecasts, PortfolioServices services)
    {
        (_portfolio, _rollUp, _forecasts, _services) = (portfolio, rollUp, forecasts, services);
        _logger = services.Diagnostics.LoggerOf<ServedRisk>();
        _serving = new(Compute, services.RiskOptions.Interval, services.Market.Time);
        _computing = new(services.Market.Time);
    }

    /// <summary>The last risk, or a new one when positions, samples or rates changed since.</summary>
    internal async Task<RiskView> Get()
    {
        var rates = await _rollUp.Rates();
        return await _serving.Get(new(
            _rollUp.Version, _services.Risk.ClosedIndex, rates.Version, rates.Quotes.Count(rates.IsFresh), _rollUp.MissingCount));
    }

    /// <summary>As <see cref="Get"/>; <see langword="null"/> when it has taken as long as a call may and has not ended.</summary>
    internal async Task<RiskView?> TryCompute(Guid request) => (await _computing.Continue(request, Get)).Result;

    /// <summary>Current inputs of the risk computation.</summary>
    internal async Task<RiskInputs> GetInputs()
    {
        var rates = await _rollUp.FreshRates();
        var view = _rollUp.View(rates);
        return await Task.Run(() => _services.Risk.Read(view, rates));
    }

    /// <summary>Results of stresses on the current positions, in the order given.</summary>
    /// <exception cref="ArgumentException">There are none, too many, or one cannot be run; the message names key and value.</exception>
    internal async Task<IReadOnlyList<StressResult>> Stress(IReadOnlyList<StressScenario> scenarios)
    {
        if (StressRules.FaultOf(scenarios) is { } fault)
        {
            throw new ArgumentException(fault, nameof(scenarios));
        }

        var rates = await _rollUp.FreshRates();
        var view = _rollUp.View(rates);
        return await Task.Run(() => _services.Risk.Stress(view, rates, scenarios));
    }

    private async Task<RiskView> Compute()
    {
        try
        {
            var time = _services.Market.Time;
            var rates = await _rollUp.FreshRates();
            var view = _rollUp.View(rates);
            var began = time.GetTimestamp();
            var kept = _fit is not null && time.GetElapsedTime(_fittedAt) < _services.RiskOptions.RefitInterval ? _fit : null;
            var (made, used) = await Task.Run(() => _services.Risk.Compute(view, rates, kept));
            if (!ReferenceEquals(used, kept))
            {
                (_fit, _fittedAt) = (used, began);
            }

            return made with { Backtests = await _forecasts.Backtests };
        }
        catch (Exception e)
        {
            // Logged here, because no caller may be waiting for the result.
            NotComputed(_logger, e, _portfolio);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its risk could not be computed")]
    private static partial void NotComputed(ILogger logger, Exception exception, string portfolio);
}
