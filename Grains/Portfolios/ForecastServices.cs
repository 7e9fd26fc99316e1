using System.Diagnostics.Metrics;
using Ballast.Domain.Risk;
using Ballast.Grains.OrderBooks;

namespace Ballast.Grains.Portfolios;

/// <summary>What portfolios of a silo forecast with.</summary>
public sealed class ForecastServices : IDisposable
{
    private readonly Meter _meter = new("Ballast.Risk");
    private readonly Counter<long> _passedOver;

    /// <summary>Takes what they share.</summary>
    public ForecastServices(
        IForecastStore store, SampleCache samples, MarketClock clock, IOptions<BallastOptions> options, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        var risk = options.Value.Risk;
        (Store, Samples, Clock, Kept) = (store, samples, clock, risk.ForecastsKept);
        Logger = loggers.CreateLogger("Ballast.Grains.Portfolios.Forecasts");
        Conventions = new()
        {
            Settings = risk.ToSettings(),
            Currency = options.Value.ReportCurrency,
            Follows = risk.ToFollows(),
            RefitEvery = risk.RefitEvery,
            Methods = RiskMethods.All,
        };
        _passedOver = _meter.CreateCounter<long>(
            "ballast.risk.forecasts_passed_over", "{point}", "Points of the risk grid without a forecast because forecasting was behind.");
    }

    internal IForecastStore Store { get; }

    internal SampleCache Samples { get; }

    internal MarketClock Clock { get; }

    /// <summary>Newest forecasts kept of a portfolio.</summary>
    internal int Kept { get; }

    internal ForecastConventions Conventions { get; }

    internal ILogger Logger { get; }

    internal void PassedOver(string portfolio) => _passedOver.Add(1, new KeyValuePair<string, object?>("portfolio", portfolio));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
