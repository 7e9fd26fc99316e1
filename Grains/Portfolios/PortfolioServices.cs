using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Grains.Portfolios;

/// <summary>Services that the portfolios of a silo share.</summary>
public sealed class PortfolioServices(
    PortfolioStores stores,
    PortfolioMarket market,
    PortfolioRisk risk,
    PortfolioDiagnostics diagnostics,
    IGrainFactory grains,
    IOptions<BallastOptions> options)
{
    internal PortfolioStores Stores { get; } = stores;

    internal PortfolioMarket Market { get; } = market;

    /// <summary>Computes risk, on any thread.</summary>
    internal PortfolioRisk Risk { get; } = risk;

    internal PortfolioDiagnostics Diagnostics { get; } = diagnostics;

    internal IGrainFactory Grains { get; } = grains;

    /// <summary>Report currency.</summary>
    internal string Currency { get; } = options.Value.ReportCurrency;

    internal RiskOptions RiskOptions { get; } = options.Value.Risk;

    /// <summary>The grid that risk is sampled and forecast on.</summary>
    internal SamplingGrid Grid { get; } = new(options.Value.Risk.Grid);

    /// <summary>Conventions of new forecasts.</summary>
    internal ForecastConventions Conventions { get; } = new()
    {
        Settings = options.Value.Risk.ToSettings(),
        Currency = options.Value.ReportCurrency,
        Follows = options.Value.Risk.ToFollows(),
        RefitEvery = options.Value.Risk.RefitEvery,
        Methods = RiskMethods.All,
        IncludesBalances = true,
    };
}
