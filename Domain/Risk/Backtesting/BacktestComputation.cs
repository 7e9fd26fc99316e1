using System.Globalization;
using System.Text.RegularExpressions;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Backtesting;

/// <summary>Backtests a method's forecasts with the tests of <see cref="VarBacktest"/>.</summary>
public static partial class BacktestComputation
{
    /// <summary>Counts exceptions and runs all tests for which there are enough outcomes.</summary>
    /// <remarks>
    /// Outcomes over several steps overlap and so are not independent, as the tests assume. Therefore, from the oldest on, a forecast is counted
    /// only if it begins when the horizon of the last one counted has ended: with h steps at most every h-th. At most one forecast is counted at
    /// a grid point. The independence test treats forecasts counted one after the other as neighbours, even if others between them have no outcome.
    /// </remarks>
    /// <param name="method">One of <see cref="RiskMethods"/>.</param>
    /// <param name="settings">Settings of all forecasts: confidence, grid and steps.</param>
    /// <param name="forecasts">Forecasts whose horizon has ended, in any order.</param>
    /// <exception cref="ArgumentException">A setting is out of range or the method is unknown; the message names it.</exception>
    public static Backtest Of(string method, RiskSettings settings, IReadOnlyCollection<TestedForecast> forecasts)
    {
        ArgumentNullException.ThrowIfNull(forecasts);
        RiskComputation.Check(settings, [method]);
        var counted = Apart(forecasts.Where(forecast => forecast.IsKnown).OrderBy(forecast => forecast.GridIndex), settings.Steps);
        bool[] exceptions = [.. counted.Select(forecast => VarBacktest.IsException(forecast.Pnl!.Value, forecast.Forecast!.Value.ValueAtRisk))];
        var (n, x, confidence) = (exceptions.Length, exceptions.Count(isException => isException), settings.Confidence);
        var z2 = VarBacktest.ShortfallZ2([.. counted.Select(forecast => (forecast.Pnl!.Value, forecast.Forecast!.Value))], confidence);
        return new()
        {
            Method = method,
            Confidence = confidence,
            Horizon = settings.Horizon,
            Observations = n,
            Exceptions = x,
            Expected = n * Tail.Of(confidence),
            Frequency = n > 0 ? VarBacktest.Frequency(n, x, confidence) : null,
            TimeToFirst = VarBacktest.TimeToFirst(exceptions, confidence),
            Independence = n > 1 ? VarBacktest.Independence(VarBacktest.Pairs(exceptions)) : null,
            Conditional = n > 1 ? VarBacktest.ConditionalCoverage(exceptions, confidence) : null,
            Zone = n == 0 ? null : n < FewestForZone ? TrafficLight.TooFew : VarBacktest.Zone(n, x, confidence),
            CumulativeProbability = n > 0 ? VarBacktest.CumulativeProbability(n, x, confidence) : null,
            Z2 = z2 is { } statistic && double.IsFinite(statistic) ? statistic : null,
            From = n > 0 ? settings.Sampling.TimeOf(counted[0].GridIndex) : default,
            To = n > 0 ? settings.Sampling.TimeOf(counted[^1].GridIndex) : default,
            Missing = Missing(forecasts),
            Reason = n switch
            {
                0 => "no forecast has an outcome",
                1 => "independence needs two outcomes" + (z2 is null ? $"; {Shortfall}" : ""),
                _ => z2 is null ? Shortfall : null,
            },
        };
    }

    /// <summary>Least number of forecasts for a zone: with fewer, one exception at 99 % already is yellow.</summary>
    private const int FewestForZone = 20;

    /// <summary>Maximum number of reasons listed individually.</summary>
    private const int MaxReasons = 10;

    private const string Shortfall = "Z2 needs forecasts of a shortfall above 0";

    private static List<TestedForecast> Apart(IEnumerable<TestedForecast> ordered, int steps)
    {
        var counted = new List<TestedForecast>();
        foreach (var forecast in ordered)
        {
            if (counted.Count == 0 || forecast.GridIndex - counted[^1].GridIndex >= steps)
            {
                counted.Add(forecast);
            }
        }

        return counted;
    }

    /// <summary>
    /// Groups missing outcomes by reason, the most frequent first. Reasons that differ only in a number, such as a growing count, are one
    /// group.
    /// </summary>
    private static IReadOnlyList<string> Missing(IReadOnlyCollection<TestedForecast> forecasts)
    {
        (string Reason, int Count)[] groups =
        [
            .. forecasts.Where(forecast => !forecast.IsKnown).GroupBy(forecast => LoneNumber().Replace(forecast.Missing, "…"), StringComparer.Ordinal)
                .Select(group => (Reason: group.Count() == 1 ? group.First().Missing : group.Key, Count: group.Count()))
                .OrderByDescending(group => group.Count).ThenBy(group => group.Reason, StringComparer.Ordinal),
        ];
        var rest = groups.Skip(MaxReasons).Sum(group => group.Count);
        return
        [
            .. groups.Take(MaxReasons).Select(group => $"{Forecasts(group.Count)}: {group.Reason}"),
            .. rest > 0 ? [$"{Forecasts(rest)}: other reasons"] : Array.Empty<string>(),
        ];
    }

    private static string Forecasts(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "forecast" : "forecasts")}");

    /// <summary>Matches an integer that stands alone: not one in a decimal number, a name or a time.</summary>
    [GeneratedRegex(@"(?<![\w/.:-])\d+(?![\w/.:-])")]
    private static partial Regex LoneNumber();
}
