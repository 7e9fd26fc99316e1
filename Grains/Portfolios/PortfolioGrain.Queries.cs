using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;
using Ballast.Grains.Portfolios.Forecasts;

namespace Ballast.Grains.Portfolios;

/// <content>What is asked of a portfolio.</content>
public sealed partial class PortfolioGrain
{
    /// <inheritdoc />
    public Task<IReadOnlyList<InstrumentId>> GetMembers(PortfolioId portfolio) =>
        Task.FromResult<IReadOnlyList<InstrumentId>>([.. members.All.Order()]);

    /// <inheritdoc />
    public async Task<PortfolioBranch> GetChildren(PortfolioId portfolio) => place.Branch(await place.Read());

    /// <inheritdoc />
    public Task<PortfolioPush> GetAll() => Task.FromResult(updates.Whole());

    /// <inheritdoc />
    public async Task<PortfolioView> GetPortfolio(PortfolioId portfolio) => rollUp.View(await services.Market.Rates.Refresh());

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioView> Watch(PortfolioId portfolio, CancellationToken cancellationToken = default) =>
        rollUp.Watch(cancellationToken);

    /// <inheritdoc />
    public async Task<CurveView> GetCurve(PortfolioId portfolio, Instant from, Instant to, CurveResolution? resolution)
    {
        var (used, curve) = await closing.Curve.Read(from, to, resolution);
        return new() { Portfolio = portfolio.Name, Currency = services.Currency, Resolution = used, Points = curve };
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DayRecord>> GetDays(PortfolioId portfolio) => closing.GetDays();

    /// <inheritdoc />
    public Task<DayBook> GetDayBook(PortfolioId portfolio) => Task.FromResult(closing.Days);

    /// <inheritdoc />
    public Task<DayBook> SetDayBoundary(PortfolioId portfolio, TimeSpan boundary) => closing.SetBoundary(boundary);

    /// <inheritdoc />
    public Task<RiskView> GetRisk(PortfolioId portfolio) => risk.Get();

    /// <inheritdoc />
    public Task<RiskInputs> GetRiskInputs(PortfolioId portfolio) => risk.GetInputs();

    /// <inheritdoc />
    public Task<IReadOnlyList<StressResult>> RunStress(PortfolioId portfolio, IReadOnlyList<StressScenario> scenarios) => risk.Stress(scenarios);

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastView>> GetForecasts(PortfolioId portfolio, Instant from, Instant to, string? method, int limit) =>
        Task.FromResult(ForecastViews.Of(forecasts.History, from, to, method, limit));

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastPoint>> GetRecordedPoints(PortfolioId portfolio) =>
        Task.FromResult<IReadOnlyList<ForecastPoint>>([.. forecasts.Recorded]);
}
