using System.Diagnostics.Metrics;

namespace Ballast.Grains.Portfolios;

/// <summary>Logs and counters of a silo's portfolios.</summary>
public sealed class PortfolioDiagnostics : IDisposable
{
    private readonly Meter _riskMeter = new("Ballast.Risk");
    private readonly Counter<long> _forecastsPassedOver;
    private readonly ILoggerFactory _loggers;

    /// <summary>Creates the counters.</summary>
    public PortfolioDiagnostics(PnlMeter pnl, ILoggerFactory loggers)
    {
        (Pnl, _loggers) = (pnl, loggers);
        _forecastsPassedOver = _riskMeter.CreateCounter<long>(
            "ballast.risk.forecasts_passed_over", "{point}", "Points of the risk grid without a forecast because forecasting was behind.");
    }

    /// <summary>Checks that the parts of a profit add up to its total.</summary>
    internal PnlMeter Pnl { get; }

    internal ILogger LoggerOf<T>() => _loggers.CreateLogger<T>();

    /// <summary>Counts a point of the risk grid that gets no forecast.</summary>
    internal void CountPassedOver(string portfolio) =>
        _forecastsPassedOver.Add(1, new KeyValuePair<string, object?>("portfolio", portfolio));

    /// <inheritdoc />
    public void Dispose() => _riskMeter.Dispose();
}
