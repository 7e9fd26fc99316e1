using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <summary>Where the portfolios of a silo keep what must outlive it, besides their grain states.</summary>
public sealed class PortfolioStores(
    IPortfolioCatalog catalog, IPortfolioTree tree, ICurveStore curves, IDayStore days, IForecastStore forecasts)
{
    internal IPortfolioCatalog Catalog { get; } = catalog;

    internal IPortfolioTree Tree { get; } = tree;

    internal ICurveStore Curves { get; } = curves;

    internal IDayStore Days { get; } = days;

    internal IForecastStore Forecasts { get; } = forecasts;
}
