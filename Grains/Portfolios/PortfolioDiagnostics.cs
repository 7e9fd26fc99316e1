using System.Diagnostics.Metrics;

namespace Ballast.Grains.Portfolios;

/// <summary>What the portfolios of a silo log and count.</summary>
public sealed class PortfolioDiagnostics : IDisposable
{
    private readonly Meter riskMeter = new("Ballast.Risk");
    private readonly Counter<long> forecastsPassedOver;
    private readonly ILoggerFactory loggers;

    /// <summary>Creates the counters.</summary>
    public PortfolioDiagnostics(PnlMeter pnl, ILoggerFactory loggers)
    {
        (Pnl, this.loggers) = (pnl, loggers);
        forecastsPassedOver = riskMeter.CreateCounter<long>(
            "ballast.risk.forecasts_passed_over", "{point}", "Points of the risk grid without a forecast because forecasting was behind.");
    }

    /// <summary>Checks attributions.</summary>
    internal PnlMeter Pnl { get; }

    internal ILogger LoggerOf<T>() => loggers.CreateLogger<T>();

    /// <summary>Counts a point of the risk grid that gets no forecast.</summary>
    internal void CountPassedOver(string portfolio) =>
        forecastsPassedOver.Add(1, new KeyValuePair<string, object?>("portfolio", portfolio));

    /// <inheritdoc />
    public void Dispose() => riskMeter.Dispose();
}
