using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>Forecasts a portfolio's risk at every closed point of the grid, and finds out what then happened. Used on the grain's scheduler only.</summary>
/// <remarks>
/// A point waits until the samples of its time are closed, its outcome until those at the end of its horizon are. Computation is off the
/// grain's turns, one batch at a time, in order of points. Live, a point that comes while too many wait gets no forecast and is counted;
/// of a recording every point gets one.
/// </remarks>
internal sealed partial class PortfolioForecasts
{
    /// <summary>Live points that may wait for their forecast.</summary>
    internal const int MostWaiting = 100;

    /// <summary>Forecasts made in one go, and stored by one write.</summary>
    private const int BatchSize = 60;

    private readonly string portfolio;
    private readonly PortfolioServices services;
    private readonly MarketClock clock;
    private readonly ILogger logger;
    private readonly Forecaster forecasting;
    private readonly ForecastLog log;
    private readonly Queue<ForecastPoint> due = new();
    private readonly Queue<ForecastPoint> pending = new();
    private readonly Queue<ForecastPoint> recorded = new();
    private Task<bool> running = Task.FromResult(true);
    private Task<IReadOnlyList<Backtest>>? backtests;
    private long backtestsOf;

    internal PortfolioForecasts(string portfolio, PortfolioServices services)
    {
        (this.portfolio, this.services) = (portfolio, services);
        forecasting = new(services.Conventions);
        log = new(services.Stores.Forecasts, portfolio, services.Conventions, services.RiskOptions.ForecastsKept);
        clock = services.Market.Clock;
        logger = services.Diagnostics.LoggerOf<PortfolioForecasts>();
    }

    /// <summary>The newest points of a recording, as many as forecasts are kept; empty when live.</summary>
    internal IReadOnlyCollection<ForecastPoint> Recorded => recorded;

    /// <summary>Forecasts kept.</summary>
    internal ForecastHistory History => log.History;

    /// <summary>Backtests of the kept forecasts by method, without those made by other conventions than today's. Computed off the grain's turn when forecasts changed.</summary>
    internal Task<IReadOnlyList<Backtest>> Backtests
    {
        get
        {
            if (backtests is null || backtestsOf != History.Version || backtests.IsFaulted)
            {
                var kept = History.ToList();
                backtestsOf = History.Version;
                backtests = Task.Run(() => ForecastHistory.Backtests(kept, services.Conventions));
            }

            return backtests;
        }
    }

    /// <summary>Goes on from what is stored.</summary>
    internal Task Resume(CancellationToken cancellationToken) => log.Resume(cancellationToken);

    /// <summary>Takes a point; one not later than the last is ignored.</summary>
    internal void Take(ForecastPoint point)
    {
        if (point.At <= History.Newest || (due.Count > 0 && point.At <= due.Last().At))
        {
            return;
        }

        if (due.Count >= MostWaiting && !clock.FollowsRecording)
        {
            services.Diagnostics.CountPassedOver(portfolio);
            return;
        }

        due.Enqueue(point);
        if (clock.FollowsRecording)
        {
            recorded.Enqueue(point);
            if (recorded.Count > services.RiskOptions.ForecastsKept)
            {
                recorded.Dequeue();
            }
        }
    }

    /// <summary>Makes the forecasts and finds the outcomes that can be known now; called once a second. It never fails, and tries again what failed the last time.</summary>
    internal Task Run() => running.IsCompleted ? running = RunAll() : running;

    /// <summary>Completes when every point whose samples are closed has its forecast, and every ended one its outcome, all stored.</summary>
    /// <exception cref="InvalidOperationException">That did not succeed, and a recording has no later time to try again.</exception>
    internal async Task Settle()
    {
        await Run();
        await Run();
        if (!await running && clock.FollowsRecording)
        {
            throw new InvalidOperationException($"Portfolio {portfolio}: its forecasts could not be made or stored; the log says why.");
        }
    }

    /// <returns>Whether it succeeded.</returns>
    private async Task<bool> RunAll()
    {
        try
        {
            await log.Flush();
            while (await RunSome())
            {
                await log.Flush();
            }

            return true;
        }
        catch (Exception e)
        {
            // The points wait, and are tried again in a second.
            NotForecast(logger, e, portfolio);
            return false;
        }
    }

    /// <returns>Whether anything was done.</returns>
    private async Task<bool> RunSome()
    {
        var closed = clock.Applied - SamplingGrid.ClosingDelay;
        ForecastPoint[] ready = [.. Together(due.TakeWhile(point => point.At <= closed))];
        ForecastPoint[] ended = [.. Together(pending.Concat(ready).TakeWhile(point => point.At + services.Conventions.Settings.Horizon <= closed))];
        if (ready.Length == 0 && ended.Length == 0)
        {
            return false;
        }

        var (forecasts, outcomes) = await Task.Run(() => Compute(ready, ended));
        foreach (var forecast in forecasts)
        {
            log.Add(forecast);
            pending.Enqueue(due.Dequeue());
        }

        foreach (var outcome in outcomes)
        {
            log.Add(outcome);
            pending.Dequeue();
        }

        return true;
    }

    /// <summary>The first of the points that are computed together: not too many, and so close that their samples fit into memory.</summary>
    private IEnumerable<ForecastPoint> Together(IEnumerable<ForecastPoint> points)
    {
        var span = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerHour, BatchSize * services.Conventions.Settings.Grid.Ticks));
        Instant? first = null;
        return points.Take(BatchSize).TakeWhile(point => point.At - (first ??= point.At) <= span);
    }

    /// <summary>Makes forecasts and finds outcomes. Runs on another thread.</summary>
    private async Task<(Forecast[] Forecasts, ForecastOutcome[] Outcomes)> Compute(ForecastPoint[] ready, ForecastPoint[] ended)
    {
        var settings = services.Conventions.Settings;
        var known = await Samples(ready, settings.Window + settings.Steps - 1, 0);
        var happened = await Samples(ended, 0, settings.Steps);
        return ([.. ready.Select(point => forecasting.Make(point, known))], [.. ended.Select(point => forecasting.Outcome(point, happened))]);
    }

    /// <summary>Samples that points need, from some steps before the first to some after the last: the newest ones, or the stored ones when the newest begin too late.</summary>
    private async Task<Dictionary<InstrumentId, SampleSeries>> Samples(ForecastPoint[] points, int before, int after)
    {
        var (settings, grid) = (services.Conventions.Settings, services.Grid);
        var samples = new Dictionary<InstrumentId, SampleSeries>();
        foreach (var instrument in points.SelectMany(forecasting.Needed).Distinct())
        {
            var first = Math.Max(0, grid.IndexAtOrBefore(points[0].At) - before);
            var last = grid.IndexAtOrBefore(points[^1].At) + after;
            var newest = await services.Market.Samples.Get(instrument);

            // Live, a series shorter than a window is all there is. A recording closes points of long ago at its end, and needs the store.
            samples[instrument] = newest.FirstIndex <= first || (!clock.FollowsRecording && newest.Mids.Length < settings.Window + settings.Steps)
                ? newest
                : await services.Market.Samples.GetRange(instrument, grid.TimeOf(first), grid.TimeOf(last));
        }

        return samples;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Portfolio {Portfolio}: its forecasts could not be made or stored, and are tried again")]
    private static partial void NotForecast(ILogger logger, Exception exception, string portfolio);
}
