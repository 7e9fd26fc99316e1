using Ballast.Domain.MarketData;
using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios;

/// <summary>Forecasts a portfolio's risk at every closed point of the grid, and finds out what then happened. Used on the grain's scheduler only.</summary>
/// <remarks>
/// A point waits until the samples of its time are closed, its outcome until those of the end of its horizon are. Computation is off the
/// grain's turns, one batch at a time, in order of points. Live, points that come while too many wait are passed over and counted; of a
/// recording none is.
/// </remarks>
internal sealed partial class PortfolioForecasts
{
    /// <summary>Points that may wait when time does not stand still.</summary>
    internal const int MostWaiting = 100;

    /// <summary>Forecasts made in one go, and stored by one write.</summary>
    private const int BatchSize = 60;

    private readonly string _portfolio;
    private readonly ForecastServices _services;
    private readonly Forecaster _forecasting;
    private readonly ForecastLog _log;
    private readonly Queue<ForecastPoint> _due = new();
    private readonly Queue<ForecastPoint> _pending = new();
    private readonly Queue<ForecastPoint> _recorded = new();
    private Task<bool> _running = Task.FromResult(true);
    private Task<IReadOnlyList<Backtest>>? _backtests;
    private long _backtestsOf;

    internal PortfolioForecasts(string portfolio, ForecastServices services)
    {
        (_portfolio, _services) = (portfolio, services);
        _forecasting = new(services.Conventions);
        _log = new(services.Store, portfolio, services.Conventions, services.Kept);
    }

    /// <summary>Points passed over by this activation.</summary>
    internal long PassedOver { get; private set; }

    /// <summary>Points of a recording, as many as forecasts are kept of; of live ones nothing is kept once their outcome is known.</summary>
    internal IReadOnlyCollection<ForecastPoint> Recorded => _recorded;

    /// <summary>Forecasts kept.</summary>
    internal ForecastHistory History => _log.History;

    /// <summary>How the kept forecasts did, by method; those made with other conventions than today's are left out. Computed when something changed, off the grain's turn.</summary>
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

    /// <summary>Goes on from what is stored.</summary>
    internal Task Resume(CancellationToken cancellationToken) => _log.Resume(cancellationToken);

    /// <summary>Takes a point; one not later than the last is ignored.</summary>
    internal void Take(ForecastPoint point)
    {
        if (point.At <= History.Newest || (_due.Count > 0 && point.At <= _due.Last().At))
        {
            return;
        }

        if (_due.Count >= MostWaiting && !_services.Clock.FollowsRecording)
        {
            PassedOver++;
            _services.PassedOver(_portfolio);
            return;
        }

        _due.Enqueue(point);
        if (_services.Clock.FollowsRecording)
        {
            _recorded.Enqueue(point);
            if (_recorded.Count > _services.Kept)
            {
                _recorded.Dequeue();
            }
        }
    }

    /// <summary>Does what can be done now; called once a second. Never fails: what did is tried again.</summary>
    internal Task Run() => _running.IsCompleted ? _running = RunAll() : _running;

    /// <summary>Completes when every point whose samples are closed has its forecast, and every ended one its outcome, all stored.</summary>
    /// <exception cref="InvalidOperationException">That did not succeed, and a recording has no later time to try again.</exception>
    internal async Task Drain()
    {
        await Run();
        await Run();
        if (!await _running && _services.Clock.FollowsRecording)
        {
            throw new InvalidOperationException($"Portfolio {_portfolio}: its forecasts could not be made or stored; the log says why.");
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
            NotForecast(_services.Logger, e, _portfolio);
            return false;
        }
    }

    /// <returns>Whether anything was done.</returns>
    private async Task<bool> RunSome()
    {
        var closed = _services.Clock.Watermark - GridSampler.ClosingDelay;
        ForecastPoint[] due = [.. Together(_due.TakeWhile(point => point.At <= closed))];
        ForecastPoint[] ended = [.. Together(_pending.Concat(due).TakeWhile(point => point.At + _services.Conventions.Settings.Horizon <= closed))];
        if (due.Length == 0 && ended.Length == 0)
        {
            return false;
        }

        var (forecasts, outcomes) = await Task.Run(() => Compute(due, ended));
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

    /// <summary>As many as are done in one go, and not so far apart that their samples would not fit into memory.</summary>
    private IEnumerable<ForecastPoint> Together(IEnumerable<ForecastPoint> points)
    {
        var span = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerHour, BatchSize * _services.Conventions.Settings.Grid.Ticks));
        Instant? first = null;
        return points.Take(BatchSize).TakeWhile(point => point.At - (first ??= point.At) <= span);
    }

    /// <summary>On another thread.</summary>
    private async Task<(Forecast[] Forecasts, ForecastOutcome[] Outcomes)> Compute(ForecastPoint[] due, ForecastPoint[] ended)
    {
        var settings = _services.Conventions.Settings;
        var known = await Samples(due, settings.Window + settings.Steps - 1, 0);
        var happened = await Samples(ended, 0, settings.Steps);
        return ([.. due.Select(point => _forecasting.Make(point, known))], [.. ended.Select(point => _forecasting.Outcome(point, happened))]);
    }

    /// <summary>Samples that points need, from some steps before the first to some after the last; when the newest do not reach back so far, the store's.</summary>
    private async Task<Dictionary<InstrumentId, SampleSeries>> Samples(ForecastPoint[] points, int before, int after)
    {
        var settings = _services.Conventions.Settings;
        var samples = new Dictionary<InstrumentId, SampleSeries>();
        foreach (var instrument in points.SelectMany(_forecasting.Needed).Distinct())
        {
            var first = Math.Max(0, (points[0].At.Micros / settings.StepMicros) - before);
            var last = (points[^1].At.Micros / settings.StepMicros) + after;
            var newest = await _services.Samples.Get(instrument);

            // Live one that is shorter than a window is all there is; of a recording the points of long ago are closed at its end.
            samples[instrument] = newest.FirstIndex <= first || (!_services.Clock.FollowsRecording && newest.Mids.Length < settings.Window + settings.Steps)
                ? newest
                : await _services.Samples.GetRange(instrument, new(first * settings.StepMicros), new(last * settings.StepMicros));
        }

        return samples;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its forecasts could not be made or stored, and are tried again")]
    private static partial void NotForecast(ILogger logger, Exception exception, string portfolio);
}
