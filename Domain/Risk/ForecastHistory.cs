namespace Ballast.Domain.Risk;

/// <summary>A forecast with its conventions, and what happened.</summary>
/// <param name="Forecast">The forecast.</param>
/// <param name="Conventions">What it was made with.</param>
/// <param name="Outcome">What happened; <see langword="null"/> until its horizon has ended.</param>
public sealed record KeptForecast(Forecast Forecast, ForecastConventions Conventions, ForecastOutcome? Outcome)
{
    /// <summary>End of the horizon.</summary>
    public Instant End => Forecast.At + Conventions.Settings.Horizon;
}

/// <summary>The newest forecasts of a portfolio, in order of time. Not safe for concurrent use.</summary>
/// <param name="capacity">Forecasts kept.</param>
public sealed class ForecastHistory(int capacity)
{
    private readonly List<KeptForecast> kept = [];

    /// <summary>Rises with every change.</summary>
    public long Version { get; private set; }

    /// <summary>Forecasts kept.</summary>
    public int Count => kept.Count;

    /// <summary>Time of the newest forecast; the default before the first.</summary>
    public Instant Newest => kept.Count == 0 ? default : kept[^1].Forecast.At;

    /// <summary>Adds a forecast.</summary>
    /// <returns><see langword="false"/> when one of that time or a later one is known: the first one counts.</returns>
    public bool Add(Forecast forecast, ForecastConventions conventions)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(conventions);
        if (kept.Count > 0 && forecast.At <= Newest)
        {
            return false;
        }

        kept.Add(new(forecast, conventions, null));
        kept.RemoveRange(0, Math.Max(0, kept.Count - capacity));
        Version++;
        return true;
    }

    /// <summary>Adds what happened; of two outcomes of one forecast the first counts, and one of a forecast that is not kept is ignored.</summary>
    public void Add(ForecastOutcome outcome)
    {
        var at = FirstFrom(outcome.At);
        if (at < kept.Count && kept[at].Forecast.At == outcome.At && kept[at].Outcome is null)
        {
            kept[at] = kept[at] with { Outcome = outcome };
            Version++;
        }
    }

    /// <summary>Nobody will tell what happened after forecasts that have no outcome yet.</summary>
    public void Abandon(string reason)
    {
        for (var i = 0; i < kept.Count; i++)
        {
            kept[i] = kept[i] with { Outcome = kept[i].Outcome ?? new(kept[i].Forecast.At, null, reason) };
        }

        Version++;
    }

    /// <summary>The newest forecasts from a time to a time, oldest first.</summary>
    public IReadOnlyList<KeptForecast> Range(Instant from, Instant to, int limit)
    {
        var first = FirstFrom(from);
        var end = first;
        while (end < kept.Count && kept[end].Forecast.At <= to)
        {
            end++;
        }

        first = Math.Max(first, end - limit);
        return kept[first..end];
    }

    /// <summary>All of them, as they are now.</summary>
    public IReadOnlyList<KeptForecast> ToList() => [.. kept];

    /// <summary>Tests every method's forecasts that have ended and were made with these conventions. None before the first.</summary>
    /// <remarks>For any thread.</remarks>
    public static IReadOnlyList<Backtest> Backtests(IReadOnlyList<KeptForecast> kept, ForecastConventions conventions)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(conventions);
        KeptForecast[] ended = [.. kept.Where(forecast => forecast.Outcome is not null
            && (ReferenceEquals(forecast.Conventions, conventions) || forecast.Conventions.Agrees(conventions)))];
        return ended.Length == 0 ? [] :
            [.. conventions.Methods.Select((method, i) => Domain.Risk.Backtests.Of(method, conventions.Settings, [.. ended.Select(f => Tested(f, i))]))];
    }

    private static TestedForecast Tested(KeptForecast kept, int method)
    {
        var (figure, outcome) = (kept.Forecast.Of(method), kept.Outcome!.Value);
        TailLoss? loss = figure is { ValueAtRisk: { } value, ExpectedShortfall: { } shortfall } ? new(value, shortfall) : null;
        return new(kept.Conventions.Settings.Sampling.IndexAtOrBefore(kept.Forecast.At), loss, outcome.Pnl, loss is null ? figure.Reason : outcome.Reason);
    }

    private int FirstFrom(Instant at) =>
        SortedSearch.CountWhile(kept.Count, (Kept: kept, At: at), static (state, index) => state.Kept[index].Forecast.At < state.At);
}
