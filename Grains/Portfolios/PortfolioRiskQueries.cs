using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios;

/// <content>Risk: asked for here, computed on other threads.</content>
public sealed partial class PortfolioGrain
{
    private RiskServing? _risk;
    private RiskFit? _fit;
    private long _fitted;

    /// <inheritdoc />
    public async Task<RiskView> GetRisk(PortfolioId portfolio)
    {
        var table = await fx.Get();
        _risk ??= new(ComputeRisk, options.Value.Risk.Interval, time);
        return await _risk.Get(new(_version, risk.ClosedIndex, table.Version, table.Quotes.Count(table.IsFresh), MissingMembers().Length + MissingBelow().Length));
    }

    /// <inheritdoc />
    public async Task<RiskInputs> GetRiskInputs(PortfolioId portfolio)
    {
        var table = await fx.Refresh();
        var view = View(table);
        return await Task.Run(() => risk.Read(view, table));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<StressResult>> RunStress(PortfolioId portfolio, IReadOnlyList<StressScenario> scenarios)
    {
        if (StressRules.FaultOf(scenarios) is { } fault)
        {
            throw new ArgumentException(fault, nameof(scenarios));
        }

        var table = await fx.Refresh();
        var view = View(table);
        return await Task.Run(() => risk.Stress(view, table, scenarios));
    }

    private async Task<RiskView> ComputeRisk()
    {
        try
        {
            var table = await fx.Refresh();
            var view = View(table);
            var began = time.GetTimestamp();
            var kept = _fit is not null && time.GetElapsedTime(_fitted) < options.Value.Risk.RefitInterval ? _fit : null;
            var (made, fit) = await Task.Run(() => risk.Compute(view, table, kept));
            if (!ReferenceEquals(fit, kept))
            {
                (_fit, _fitted) = (fit, began);
            }

            return made with { Backtests = await _forecasts.Backtests };
        }
        catch (Exception e)
        {
            RiskFailed(logger, e, this.GetPrimaryKeyString());
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its risk could not be computed")]
    private static partial void RiskFailed(ILogger logger, Exception exception, string portfolio);
}
