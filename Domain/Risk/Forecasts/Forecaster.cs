using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>Computes the forecasts of one portfolio and their outcomes.</summary>
/// <remarks>
/// A forecast uses positions, balances, marks and rates of its point, and samples up to it and none later. Simulated moves and GARCH weights are computed
/// again at the first point of each block of grid points, counted from the Unix epoch; when the instruments change; and, while history is
/// short, when it has doubled. The same points and samples in the same order give bit-identical figures. Not safe for concurrent use.
/// </remarks>
public sealed class Forecaster(ForecastConventions conventions)
{
    private readonly SamplingGrid _grid = conventions.Settings.Sampling;
    private RiskFit? _fit;
    private long _fitBlock;
    private int _fitObservations;
    private int _newestObservations;

    /// <summary>Number of fits computed so far.</summary>
    public int Fits { get; private set; }

    /// <summary>Instruments whose samples a forecast at a point needs.</summary>
    public IEnumerable<InstrumentId> Needed(ForecastPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return ScenarioRevaluation.Needed([.. point.Legs.Select(leg => leg.Following(conventions.Follows))], point.Balances, point.Rates);
    }

    /// <summary>Inputs of a forecast at a point, with samples up to the point, at most one window plus one horizon of them.</summary>
    public RiskInputs Inputs(ForecastPoint point, IReadOnlyDictionary<InstrumentId, SampleSeries> samples)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(samples);
        var last = _grid.IndexAtOrBefore(point.At);
        return new()
        {
            Currency = conventions.Currency,
            Legs = point.Legs,
            Rates = point.Rates,
            Samples = [.. Needed(point).Where(samples.ContainsKey).Select(instrument => UpTo(last, samples[instrument]))],
            Follows = conventions.Follows,
            Missing = point.Missing,
            Settings = conventions.Settings,
            Balances = point.Balances,
        };
    }

    /// <summary>Computes the forecast at a point. When nothing is held whose value could change there is none, because a loss of 0 that is foreseen tests no method.</summary>
    public Forecast Make(ForecastPoint point, IReadOnlyDictionary<InstrumentId, SampleSeries> samples)
    {
        var inputs = Inputs(point, samples);
        var block = _grid.IndexAtOrBefore(point.At) / conventions.RefitEvery;
        if (_fit is null || block != _fitBlock || _newestObservations >= 2 * _fitObservations || _fit.Simulated is null || !_fit.IsFor(inputs))
        {
            (_fit, _fitBlock, _fitObservations) = (RiskFit.Of(inputs, conventions.Methods), block, 0);
            Fits++;
        }

        var report = RiskComputation.Compute(inputs, _fit, conventions.Methods);
        _newestObservations = report.Observations;
        _fitObservations = _fitObservations == 0 ? Math.Max(1, report.Observations) : _fitObservations;
        var forecast = Forecast.Of(point.At, report);
        return report.IsFlat ? forecast with { Figures = [], Reason = RiskHistory.NoPosition } : forecast;
    }

    /// <summary>Computes the profit of the positions and balances at a point over the horizon, from samples that include both ends.</summary>
    public ForecastOutcome Outcome(ForecastPoint point, IReadOnlyDictionary<InstrumentId, SampleSeries> samples)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(samples);
        if (JoinedReasons.Of(point.Missing) is { } missing)
        {
            return new(point.At, null, missing);
        }

        var from = _grid.IndexAtOrBefore(point.At);
        SampleSeries[] needed = [.. Needed(point).Where(samples.ContainsKey).Select(instrument => samples[instrument])];
        var (pnl, reason) = CleanPnl.Of(point, needed, conventions.Follows, from, from + conventions.Settings.Steps);
        return new(point.At, pnl, reason);
    }

    private SampleSeries UpTo(long last, SampleSeries series)
    {
        var keep = conventions.Settings.Window + conventions.Settings.Steps;
        var first = Math.Max(series.FirstIndex, last - keep + 1);
        return first > last || first >= series.EndIndex
            ? new(series.Instrument, 0, [])
            : new(series.Instrument, first, series.Mids[(int)(first - series.FirstIndex)..(int)(Math.Min(last + 1, series.EndIndex) - series.FirstIndex)]);
    }
}
