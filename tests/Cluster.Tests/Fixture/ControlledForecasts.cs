using Ballast.Grains.Portfolios.Forecasts;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>The real store of forecasts, refusing or holding writes of single portfolios as <see cref="StorageFaults"/> says.</summary>
internal sealed class ControlledForecasts(IForecastStore inner, StorageFaults faults) : IForecastStore
{
    public Task<IReadOnlyList<long>> List(string portfolio, CancellationToken cancellationToken) => inner.List(portfolio, cancellationToken);

    public Task<IReadOnlyList<ForecastWrite>> Read(string portfolio, long chunk, CancellationToken cancellationToken) =>
        inner.Read(portfolio, chunk, cancellationToken);

    public Task Begin(string portfolio, long chunk, CancellationToken cancellationToken) => inner.Begin(portfolio, chunk, cancellationToken);

    public async Task Append(string portfolio, long chunk, ForecastWrite write, CancellationToken cancellationToken)
    {
        faults.Check($"forecasts of {portfolio}");
        await faults.Pass($"forecasts of {portfolio}");
        await inner.Append(portfolio, chunk, write, cancellationToken);
    }

    public Task Drop(string portfolio, long chunk, CancellationToken cancellationToken) => inner.Drop(portfolio, chunk, cancellationToken);
}
