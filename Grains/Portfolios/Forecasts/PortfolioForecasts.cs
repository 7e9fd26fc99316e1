using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>Forecasts a portfolio's risk at every closed point of the grid, and computes the outcome of each forecast. Used on the grain's scheduler only.</summary>
/// <remarks>
/// A forecast waits until the samples of its time are closed, and its outcome until those at the end of its horizon are; live, not for a book that has not answered for long. They are computed off the
/// grain's turns, one batch at a time, in order of time. Live, a point that arrives while too many wait gets no forecast and is counted;
/// in a replay every point gets one.
/// </remarks>
internal sealed partial class PortfolioForecasts
{
    /// <summary>Maximum number of live points that wait for their forecast.</summary>
    internal const int MaxWaiting = 100;

    /// <summary>Maximum number of forecasts computed together and stored by one write.</summary>
    private const int BatchSize = 60;

    private readonly string _portfolio;
    private readonly PortfolioServices _services;
    private readonly MarketClock _clock;
    private readonly ILogger _logger;
    private readonly Forecaster _forecasting;
    private readonly ForecastLog _log;
    private readonly ForecastSamples _samples;
    private readonly Queue<ForecastPoint> _due = new();
    private readonly Queue<ForecastPoint> _pending = new();
    private readonly Queue<ForecastPoint> _recorded = new();
    private IReadOnlyList<ForecastPoint> _made = [];
    private ForecastPoint? _fit;
    private ForecastPoint? _newest;
    private Task<bool> _running = Task.FromResult(true);
    private Task<IReadOnlyList<Backtest>>? _backtests;
    private long _backtestsOf;

    internal PortfolioForecasts(string portfolio, PortfolioServices services)
    {
        (_portfolio, _services) = (portfolio, services);
        _forecasting = new(services.Conventions);
        _log = new(services.Stores.Forecasts, portfolio, services.Conventions, services.RiskOptions.ForecastsKept);
        _clock = services.Market.Clock;
        _logger = services.Diagnostics.LoggerOf<PortfolioForecasts>();
        _samples = new(portfolio, services);
    }

    /// <summary>The newest points of a replay, as many as forecasts are kept; empty when live.</summary>
    internal IReadOnlyCollection<ForecastPoint> Recorded => _recorded;

    /// <summary>Forecasts kept.</summary>
    internal ForecastHistory History => _log.History;

    /// <summary>Backtests of the kept forecasts by method, without those made under other conventions than the current ones. Computed off the grain's turn when forecasts changed.</summary>
    internal Task<IReadOnlyList<Backtest>> Backtests
    {
        get
        {
            if (_backtests is null || _backtestsOf != History.Version || _backtests.IsFaulted)
            {
                var kept = History.ToList();
                _backtestsOf = History.Version;
                _backtests = Task.Run(() => ForecastHistory.Backtests(kept, _services.Conventions));
            }

            return _backtests;
        }
    }

    /// <summary>Reads the stored forecasts.</summary>
    internal async Task Resume(CancellationToken cancellationToken)
    {
        if (await _log.Resume(_clock.ContinuesRecording, cancellationToken) is not { } unfinished)
        {
            return;
        }

        foreach (var point in unfinished.Points.Where(point => History.IsPending(point.At)))
        {
            _pending.Enqueue(point);
        }

        // Made again, because later forecasts use the same fit.
        _made = [.. new[] { unfinished.Fit, unfinished.Points is [.., var last] ? last : null }.OfType<ForecastPoint>()];
    }

    /// <summary>Adds a point; one not later than the last is ignored.</summary>
    internal void Add(ForecastPoint point)
    {
        if (point.At <= History.Newest || (_due.Count > 0 && point.At <= _due.Last().At))
        {
            return;
        }

        if (_due.Count >= MaxWaiting && !_clock.FollowsRecording)
        {
            _services.Diagnostics.CountPassedOver(_portfolio);
            return;
        }

        _due.Enqueue(point);
        if (_clock.FollowsRecording)
        {
            _recorded.Enqueue(point);
            if (_recorded.Count > _services.RiskOptions.ForecastsKept)
            {
                _recorded.Dequeue();
            }
        }
    }

    /// <summary>Computes the forecasts and outcomes that are due. Called once a second; it never fails, and repeats what failed the last time.</summary>
    internal Task Run() => _running.IsCompleted ? _running = RunAll() : _running;

    /// <summary>Completes when every forecast and outcome whose samples are closed is stored.</summary>
    /// <exception cref="InvalidOperationException">That failed, and a replay has no later time to try again.</exception>
    internal async Task Settle()
    {
        await Run();
        await Run();
        if (!await _running && _clock.FollowsRecording)
        {
            throw new InvalidOperationException($"Portfolio {_portfolio}: its forecasts could not be made or stored; the log says why.");
        }

        if (_clock.FollowsRecording && _newest is not null)
        {
            _log.Leave(new() { Points = [.. _pending.Append(_newest).DistinctBy(point => point.At).OrderBy(point => point.At)], Fit = _fit });
            await _log.Flush();
        }
    }

    /// <returns>Whether it succeeded.</returns>
    private async Task<bool> RunAll()
    {
        try
        {
            await _log.Flush();
            while (await RunSome())
            {
                await _log.Flush();
            }

            return true;
        }
        catch (Exception e)
        {
            // The points are kept, and tried again in a second.
            NotForecast(_logger, e, _portfolio);
            return false;
        }
    }

    /// <returns>Whether anything was done.</returns>
    private async Task<bool> RunSome()
    {
        if (_due.Count + _pending.Count == 0)
        {
            return false;
        }

        // A point is ready when the slowest feed of its instruments has passed it.
        var needed = _due.Take(BatchSize).Concat(_pending.Take(BatchSize)).SelectMany(_forecasting.Needed).Distinct();
        var closed = await _samples.ClosedAsOf([.. needed]) - SamplingGrid.ClosingDelay;
        ForecastPoint[] ready = [.. FirstBatch(_due.TakeWhile(point => point.At <= closed))];
        ForecastPoint[] ended = [.. FirstBatch(_pending.Concat(ready).TakeWhile(point => point.At + _services.Conventions.Settings.Horizon <= closed))];
        if (ready.Length == 0 && ended.Length == 0)
        {
            return false;
        }

        var silent = _samples.Silent;
        var (forecasts, outcomes) = await Task.Run(() => Compute(ready, ended, silent));
        foreach (var forecast in forecasts)
        {
            _log.Add(forecast);
            _pending.Enqueue(_due.Dequeue());
        }

        foreach (var outcome in outcomes)
        {
            _log.Add(outcome);
            _pending.Dequeue();
        }

        return true;
    }

    /// <summary>The first points that are computed together: a limited number, close enough that their samples fit into memory.</summary>
    private IEnumerable<ForecastPoint> FirstBatch(IEnumerable<ForecastPoint> points)
    {
        var span = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerHour, BatchSize * _services.Conventions.Settings.Grid.Ticks));
        Instant? first = null;
        return points.Take(BatchSize).TakeWhile(point => point.At - (first ??= point.At) <= span);
    }

    /// <summary>Computes forecasts and outcomes. Runs on another thread.</summary>
    private async Task<(Forecast[] Forecasts, ForecastOutcome[] Outcomes)> Compute(
        ForecastPoint[] ready, ForecastPoint[] ended, IReadOnlySet<InstrumentId> silent)
    {
        var settings = _services.Conventions.Settings;
        var known = await Samples(ready, settings.Window + settings.Steps - 1, 0, silent);
        var happened = await Samples(ended, 0, settings.Steps, silent);
        foreach (var point in _made)
        {
            _ = Make(point, await Samples([point], settings.Window + settings.Steps - 1, 0, silent));
        }

        _made = [];
        return ([.. ready.Select(point => Make(point, known))], [.. ended.Select(point => _forecasting.Outcome(point, happened))]);
    }

    private Forecast Make(ForecastPoint point, Dictionary<InstrumentId, SampleSeries> known)
    {
        var fits = _forecasting.Fits;
        var forecast = _forecasting.Make(point, known);
        (_fit, _newest) = (_forecasting.Fits > fits ? point : _fit, point);
        return forecast;
    }

    /// <summary>Samples that the points need, from <paramref name="before"/> steps before the first to <paramref name="after"/> steps after the last; from the store when those in memory begin too late. Silent books have none.</summary>
    private async Task<Dictionary<InstrumentId, SampleSeries>> Samples(ForecastPoint[] points, int before, int after, IReadOnlySet<InstrumentId> silent)
    {
        var (settings, grid) = (_services.Conventions.Settings, _services.Grid);
        var samples = new Dictionary<InstrumentId, SampleSeries>();
        foreach (var instrument in points.SelectMany(_forecasting.Needed).Distinct().Where(instrument => !silent.Contains(instrument)))
        {
            var first = Math.Max(0, grid.IndexAtOrBefore(points[0].At) - before);
            var last = grid.IndexAtOrBefore(points[^1].At) + after;
            var newest = await _services.Market.Samples.Get(instrument);

            // Live, a series shorter than a window is all there is. A replay closes old points at its end, and needs the store for them.
            samples[instrument] = newest.FirstIndex <= first || (!_clock.FollowsRecording && newest.Mids.Length < settings.Window + settings.Steps)
                ? newest
                : await _services.Market.Samples.GetRange(instrument, grid.TimeOf(first), grid.TimeOf(last));
        }

        return samples;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its forecasts could not be made or stored; they are tried again")]
    private static partial void NotForecast(ILogger logger, Exception exception, string portfolio);
}
