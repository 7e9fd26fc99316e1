using Ballast.Grains.Feeds;
using Ballast.Grains.Fx;
using Ballast.Grains.Inventory;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Inventory.Positions;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.OrderBooks;
using Ballast.Grains.OrderBooks.Mids;
using Ballast.Grains.Portfolios;
using Ballast.Grains.Portfolios.Risk;
using Ballast.Grains.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ballast.Grains;

/// <summary>Registers the services that the grains of a silo share.</summary>
public static class GrainServices
{
    /// <summary>Adds clock, outbox and caches. The host adds <c>ITermsSource</c>, <c>IJournalStore</c>, <c>IPortfolioCatalog</c>, <c>IPortfolioTree</c>, <c>ICurveStore</c>, <c>IDayStore</c>, <c>ISampleStore</c>, <c>IForecastStore</c> and feed connections.</summary>
    public static IServiceCollection AddBallastGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<BallastOptions>, BallastOptionsValidator>();
        services.AddSingleton<MarketClock>();
        services.AddSingleton<MidInboxes>();
        services.AddSingleton<BookServices>();
        services.AddSingleton<PositionInboxes>();
        services.AddSingleton<PositionOutbox>();
        services.AddSingleton<LocalPath>();
        services.AddSingleton<RetentionTurns>();
        services.AddSingleton<FoldTurns>();
        services.AddSingleton<JournalServices>();
        services.AddSingleton<PastMarket>();
        services.AddSingleton<InventoryServices>();
        services.AddSingleton<FxGrainServices>();
        services.AddSingleton<RateNeeds>();
        services.AddSingleton<FxTableCache>();
        services.AddSingleton<FxPoints>();
        services.AddSingleton<IFxPoints>(provider => provider.GetRequiredService<FxPoints>());
        services.AddSingleton<SampleCache>();
        services.AddSingleton<StreamDrops>();
        services.AddSingleton<FeedMeter>();
        services.AddSingleton<RateOffers>();
        services.AddSingleton<FeedHost>();
        services.AddSingleton<PortfolioRisk>();
        services.AddSingleton<PortfolioStress>();
        services.AddSingleton<PortfolioExposure>();
        services.AddSingleton<PortfolioLiquidity>();
        services.AddSingleton<PnlMeter>();
        services.AddSingleton<PortfolioStores>();
        services.AddSingleton<PortfolioMarket>();
        services.AddSingleton<PortfolioDiagnostics>();
        services.AddSingleton<PortfolioCalls>();
        services.AddSingleton<PortfolioServices>();
        return services;
    }
}
