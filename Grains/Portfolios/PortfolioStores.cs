using Ballast.Grains.Portfolios.Closing;
using Ballast.Grains.Portfolios.Forecasts;
using Ballast.Grains.Portfolios.Tree;

namespace Ballast.Grains.Portfolios;

/// <summary>Durable stores of a silo's portfolios, besides their grain states.</summary>
public sealed class PortfolioStores(
    IPortfolioCatalog catalog, IPortfolioTree tree, ICurveStore curves, IDayStore days, IForecastStore forecasts)
{
    internal IPortfolioCatalog Catalog { get; } = catalog;

    internal IPortfolioTree Tree { get; } = tree;

    internal ICurveStore Curves { get; } = curves;

    internal IDayStore Days { get; } = days;

    internal IForecastStore Forecasts { get; } = forecasts;
}
