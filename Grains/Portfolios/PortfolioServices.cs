using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Portfolios.Risk;

namespace Ballast.Grains.Portfolios;

/// <summary>Services that the portfolios of a silo share.</summary>
public sealed class PortfolioServices(
    PortfolioStores stores,
    PortfolioMarket market,
    PortfolioRisk risk,
    PortfolioDiagnostics diagnostics,
    PortfolioCalls calls,
    IOptions<BallastOptions> options)
{
    internal PortfolioStores Stores { get; } = stores;

    internal PortfolioMarket Market { get; } = market;

    /// <summary>Computes risk, on any thread.</summary>
    internal PortfolioRisk Risk { get; } = risk;

    internal PortfolioDiagnostics Diagnostics { get; } = diagnostics;

    internal IGrainFactory Grains { get; } = calls.Grains;

    /// <summary>Where the silo's outbox hands positions over.</summary>
    internal PositionInboxes Positions { get; } = calls.Positions;

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

/// <summary>How the portfolios of a silo are reached, and reach others.</summary>
/// <param name="Grains">Gives references to other grains.</param>
/// <param name="Positions">Portfolios that are activated in this silo.</param>
public sealed record PortfolioCalls(IGrainFactory Grains, PositionInboxes Positions);
