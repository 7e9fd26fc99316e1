using Ballast.Grains.Fx;

namespace Ballast.Grains.Portfolios;

/// <summary>What portfolios of a silo close with.</summary>
public sealed class ClosingServices(
    ICurveStore curves,
    IDayStore days,
    IFxPoints rates,
    IGrainFactory grains,
    MarketClock clock,
    PnlMeter meter,
    IOptions<BallastOptions> options,
    TimeProvider time,
    ILoggerFactory loggers)
{
    internal ICurveStore Curves { get; } = curves;

    internal IDayStore Days { get; } = days;

    internal IFxPoints Rates { get; } = rates;

    internal IGrainFactory Grains { get; } = grains;

    internal MarketClock Clock { get; } = clock;

    internal PnlMeter Meter { get; } = meter;

    internal string Currency { get; } = options.Value.ReportCurrency;

    /// <summary>Microseconds of a step of the risk grid.</summary>
    internal long GridMicros { get; } = options.Value.Risk.ToSettings().StepMicros;

    internal TimeProvider Time { get; } = time;

    internal ILogger Logger { get; } = loggers.CreateLogger("Ballast.Grains.Portfolios.Closing");
}
