using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Methods;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>A forecast with its conventions and its outcome.</summary>
/// <param name="Forecast">The forecast.</param>
/// <param name="Conventions">Settings with which it was computed.</param>
/// <param name="Outcome">Its outcome; <see langword="null"/> until its horizon has ended.</param>
public sealed record KeptForecast(Forecast Forecast, ForecastConventions Conventions, ForecastOutcome? Outcome)
{
    /// <summary>End of the horizon, venue time.</summary>
    public Instant End => Forecast.At + Conventions.Settings.Horizon;
}

/// <summary>The newest forecasts of a portfolio, in order of time. Not safe for concurrent use.</summary>
/// <param name="capacity">Maximum number of forecasts kept.</param>
public sealed class ForecastHistory(int capacity)
{
    private readonly List<KeptForecast> _kept = [];

    /// <summary>Rises with every change.</summary>
    public long Version { get; private set; }

    /// <summary>Number of forecasts kept.</summary>
    public int Count => _kept.Count;

    /// <summary>Time of the newest forecast; the default before the first.</summary>
    public Instant Newest => _kept.Count == 0 ? default : _kept[^1].Forecast.At;

    /// <summary>Adds a forecast.</summary>
    /// <returns><see langword="false"/> when there is one of that time or later; the forecast is then ignored.</returns>
    public bool Add(Forecast forecast, ForecastConventions conventions)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(conventions);
        if (_kept.Count > 0 && forecast.At <= Newest)
        {
            return false;
        }

        _kept.Add(new(forecast, conventions, null));
        _kept.RemoveRange(0, Math.Max(0, _kept.Count - capacity));
        Version++;
        return true;
    }

    /// <summary>Adds an outcome. A second outcome of a forecast, and one of a forecast that is not kept, is ignored.</summary>
    public void Add(ForecastOutcome outcome)
    {
        var at = FirstFrom(outcome.At);
        if (at < _kept.Count && _kept[at].Forecast.At == outcome.At && _kept[at].Outcome is null)
        {
            _kept[at] = _kept[at] with { Outcome = outcome };
            Version++;
        }
    }

    /// <summary>Whether the forecast of a time is kept and has no outcome yet.</summary>
    public bool IsPending(Instant at)
    {
        var first = FirstFrom(at);
        return first < _kept.Count && _kept[first].Forecast.At == at && _kept[first].Outcome is null;
    }

    /// <summary>Gives every forecast without an outcome an unknown one, for the reason given.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="pending">Times of forecasts that will have an outcome.</param>
    public void Abandon(string reason, params IReadOnlyCollection<Instant> pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        for (var i = 0; i < _kept.Count; i++)
        {
            if (pending.Contains(_kept[i].Forecast.At))
            {
                continue;
            }

            _kept[i] = _kept[i] with { Outcome = _kept[i].Outcome ?? new(_kept[i].Forecast.At, null, reason) };
        }

        Version++;
    }

    /// <summary>The newest forecasts between two times, inclusive, oldest first, at most <paramref name="limit"/>.</summary>
    public IReadOnlyList<KeptForecast> Range(Instant from, Instant to, int limit)
    {
        var first = FirstFrom(from);
        var end = first;
        while (end < _kept.Count && _kept[end].Forecast.At <= to)
        {
            end++;
        }

        first = Math.Max(first, end - limit);
        return _kept[first..end];
    }

    /// <summary>Copies all kept forecasts, oldest first.</summary>
    public IReadOnlyList<KeptForecast> ToList() => [.. _kept];

    /// <summary>Backtests the forecasts that have ended and were made with these conventions, one result per method; empty when there are none.</summary>
    /// <remarks>Safe to call from any thread.</remarks>
    public static IReadOnlyList<Backtest> Backtests(IReadOnlyList<KeptForecast> kept, ForecastConventions conventions)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(conventions);
        KeptForecast[] ended = [.. kept.Where(forecast => forecast.Outcome is not null
            && (ReferenceEquals(forecast.Conventions, conventions) || forecast.Conventions.Agrees(conventions)))];
        return ended.Length == 0 ? [] :
            [.. conventions.Methods.Select((method, i) => BacktestComputation.Of(method, conventions.Settings, [.. ended.Select(f => Tested(f, i))]))];
    }

    private static TestedForecast Tested(KeptForecast kept, int method)
    {
        var (figure, outcome) = (kept.Forecast.Of(method), kept.Outcome!.Value);
        TailLoss? loss = figure is { ValueAtRisk: { } value, ExpectedShortfall: { } shortfall } ? new(value, shortfall) : null;
        return new(kept.Conventions.Settings.Sampling.IndexAtOrBefore(kept.Forecast.At), loss, outcome.Pnl, loss is null ? figure.Reason : outcome.Reason);
    }

    private int FirstFrom(Instant at) =>
        SortedSearch.CountWhile(_kept.Count, (Kept: _kept, At: at), static (state, index) => state.Kept[index].Forecast.At < state.At);
}
