using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.Portfolios.Forecasts;

namespace Ballast.Grains.Portfolios;

/// <content>Queries.</content>
public sealed partial class PortfolioGrain
{
    /// <inheritdoc />
    public Task<IReadOnlyList<InstrumentId>> GetMembers(PortfolioId portfolio) => Task.FromResult<IReadOnlyList<InstrumentId>>([.. _members.All.Order()]);

    /// <inheritdoc />
    public async Task<PortfolioBranch> GetChildren(PortfolioId portfolio) => _place.Branch(await _place.Read());

    /// <inheritdoc />
    public Task<PortfolioPush> GetAll() => Task.FromResult(_updates.Whole());

    /// <inheritdoc />
    public async Task<PortfolioView> GetPortfolio(PortfolioId portfolio) => _rollUp.View(await _rollUp.FreshRates());

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioUpdate> WatchUpdates(PortfolioId portfolio, CancellationToken cancellationToken = default) =>
        _rollUp.WatchUpdates(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioUpdate> WatchUpdatesPaced(PortfolioId portfolio, CancellationToken cancellationToken = default) =>
        _rollUp.WatchUpdatesPaced(cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioView> Watch(PortfolioId portfolio, CancellationToken cancellationToken = default) => _rollUp.Watch(cancellationToken);

    /// <inheritdoc />
    public Task<Instant?> GetClosedTo(InstrumentId member) => Task.FromResult(_closing.ClosedBy(member));

    /// <inheritdoc />
    public IAsyncEnumerable<PortfolioView> WatchPaced(PortfolioId portfolio, CancellationToken cancellationToken = default) =>
        _rollUp.WatchPaced(cancellationToken);

    /// <inheritdoc />
    public async Task<CurveView> GetCurve(PortfolioId portfolio, Instant from, Instant to, CurveResolution? resolution)
    {
        var (used, curve) = await _closing.Curve.Read(from, to, resolution);
        return new() { Portfolio = portfolio.Name, Currency = _services.Currency, Resolution = used, Points = curve };
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<DayRecord>> GetDays(PortfolioId portfolio) => _closing.GetDays();

    /// <inheritdoc />
    public Task<DayBook> GetDayBook(PortfolioId portfolio) => Task.FromResult(_closing.Days);

    /// <inheritdoc />
    public Task<DayBook> SetDayBoundary(PortfolioId portfolio, TimeSpan boundary) => _closing.SetBoundary(boundary);

    /// <inheritdoc />
    public Task<RiskView> GetRisk(PortfolioId portfolio) => _risk.Get();

    /// <inheritdoc />
    public Task<RiskView?> TryComputeRisk(Guid request) => _risk.TryCompute(request);

    /// <inheritdoc />
    public Task<RiskInputs> GetRiskInputs(PortfolioId portfolio) => _risk.GetInputs();

    /// <inheritdoc />
    public Task<IReadOnlyList<StressResult>> RunStress(PortfolioId portfolio, IReadOnlyList<StressScenario> scenarios) => _risk.Stress(scenarios);

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastView>> GetForecasts(PortfolioId portfolio, Instant from, Instant to, string? method, int limit) =>
        Task.FromResult(ForecastViews.Of(_forecasts.History, from, to, method, limit));

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastPoint>> GetRecordedPoints(PortfolioId portfolio) => Task.FromResult<IReadOnlyList<ForecastPoint>>([.. _forecasts.Recorded]);
}
