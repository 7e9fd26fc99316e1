using MathNet.Numerics.Distributions;

namespace Ballast.Domain.Risk;

/// <summary>Zone of the Basel Committee's traffic light (1996).</summary>
public enum TrafficLight
{
    /// <summary>So few exceptions are no surprise.</summary>
    Green,

    /// <summary>So many, or more, come up by chance in less than 5 % of cases.</summary>
    Yellow,

    /// <summary>… in less than 0.01 % of cases.</summary>
    Red,
}

/// <summary>A likelihood ratio and how probable one so large is when the forecasts are right.</summary>
/// <param name="Ratio">−2 times the log of the likelihood ratio.</param>
/// <param name="PValue">From χ² with the test's degrees of freedom.</param>
[GenerateSerializer, Immutable, Alias("ballast.likelihood-ratio")]
public readonly record struct LikelihoodRatio([property: Id(0)] double Ratio, [property: Id(1)] double PValue)
{
    /// <summary>Whether forecasts are rejected at 5 %.</summary>
    public bool IsRejected => PValue < 0.05;

    internal static LikelihoodRatio Of(double ratio, int degrees) =>
        Math.Max(0, ratio) is var positive ? new(positive, 1 - ChiSquared.CDF(degrees, positive)) : default;
}

/// <summary>How often an exception followed another, or did not.</summary>
/// <param name="None">No exception after none.</param>
/// <param name="First">One after none.</param>
/// <param name="Last">None after one.</param>
/// <param name="Repeated">One after one.</param>
public readonly record struct ExceptionPairs(int None, int First, int Last, int Repeated);

/// <summary>Tests of value-at-risk forecasts against what happened. An exception is a loss strictly beyond the forecast.</summary>
public static class VarBacktest
{
    private const double YellowFrom = 0.95;
    private const double RedFrom = 0.9999;

    /// <summary>Kupiec (1995): do exceptions come as often as they should?</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no observations, or more exceptions than those.</exception>
    public static LikelihoodRatio Frequency(int observations, int exceptions, double confidence)
    {
        Check(observations, exceptions);
        var a = Tail.Of(confidence);
        var (n, x) = (observations, exceptions);
        var rate = (double)x / n;
        return LikelihoodRatio.Of(
            -2 * (Log(n - x, 1 - a) + Log(x, a) - Log(n - x, 1 - rate) - Log(x, rate)), 1);
    }

    /// <summary>Kupiec (1995): does the first exception come when it should? <see langword="null"/> while there was none.</summary>
    public static LikelihoodRatio? TimeToFirst(IReadOnlyList<bool> exceptions, double confidence)
    {
        ArgumentNullException.ThrowIfNull(exceptions);
        var a = Tail.Of(confidence);
        for (var t = 1; t <= exceptions.Count; t++)
        {
            if (exceptions[t - 1])
            {
                var rate = 1.0 / t;
                return LikelihoodRatio.Of(-2 * (Log(1, a) + Log(t - 1, 1 - a) - Log(1, rate) - Log(t - 1, 1 - rate)), 1);
            }
        }

        return null;
    }

    /// <summary>Neighbouring pairs of a history, oldest first.</summary>
    public static ExceptionPairs Pairs(IReadOnlyList<bool> exceptions)
    {
        ArgumentNullException.ThrowIfNull(exceptions);
        var counts = new int[4];
        for (var t = 1; t < exceptions.Count; t++)
        {
            counts[(exceptions[t - 1] ? 2 : 0) + (exceptions[t] ? 1 : 0)]++;
        }

        return new(counts[0], counts[1], counts[2], counts[3]);
    }

    /// <summary>Christoffersen (1998): do exceptions come one by one, or in clusters?</summary>
    public static LikelihoodRatio Independence(ExceptionPairs pairs)
    {
        var (n00, n01, n10, n11) = (pairs.None, pairs.First, pairs.Last, pairs.Repeated);
        var afterNone = Rate(n01, n00 + n01);
        var afterOne = Rate(n11, n10 + n11);
        var all = Rate(n01 + n11, n00 + n01 + n10 + n11);
        var independent = Log(n00 + n10, 1 - all) + Log(n01 + n11, all);
        var dependent = Log(n00, 1 - afterNone) + Log(n01, afterNone) + Log(n10, 1 - afterOne) + Log(n11, afterOne);
        return LikelihoodRatio.Of(-2 * (independent - dependent), 1);
    }

    /// <summary>Christoffersen (1998): both at once.</summary>
    public static LikelihoodRatio ConditionalCoverage(IReadOnlyList<bool> exceptions, double confidence)
    {
        ArgumentNullException.ThrowIfNull(exceptions);
        var frequency = Frequency(exceptions.Count, exceptions.Count(hit => hit), confidence);
        return LikelihoodRatio.Of(frequency.Ratio + Independence(Pairs(exceptions)).Ratio, 2);
    }

    /// <summary>Probability of at most so many exceptions when forecasts are right.</summary>
    public static double CumulativeProbability(int observations, int exceptions, double confidence)
    {
        Check(observations, exceptions);
        return Binomial.CDF(Tail.Of(confidence), observations, exceptions);
    }

    /// <summary>Basel Committee (1996): yellow from a cumulative probability of 95 %, red from 99.99 %.</summary>
    public static TrafficLight Zone(int observations, int exceptions, double confidence) =>
        CumulativeProbability(observations, exceptions, confidence) switch
        {
            >= RedFrom => TrafficLight.Red,
            >= YellowFrom => TrafficLight.Yellow,
            _ => TrafficLight.Green,
        };

    /// <summary>Acerbi and Szekely (2014), test 2 of expected shortfall: <c>Z₂ = Σ xₜ·1{xₜ &lt; −VaRₜ}/(n·a·ESₜ) + 1</c>; 0 is expected, negative means too little shortfall was forecast.</summary>
    /// <param name="outcomes">What happened, with the forecasts for it; profits are positive.</param>
    /// <param name="confidence">Of the forecasts.</param>
    /// <returns><see langword="null"/> without outcomes, or where a shortfall of 0 or less was forecast.</returns>
    public static double? ShortfallZ2(IReadOnlyList<(double Pnl, TailLoss Forecast)> outcomes, double confidence)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        if (outcomes.Count == 0 || outcomes.Any(o => o.Forecast.ExpectedShortfall <= 0))
        {
            return null;
        }

        var sum = outcomes.Where(o => IsException(o.Pnl, o.Forecast.ValueAtRisk)).Sum(o => o.Pnl / o.Forecast.ExpectedShortfall);
        return (sum / (outcomes.Count * Tail.Of(confidence))) + 1;
    }

    /// <summary>Whether a loss went strictly beyond the forecast.</summary>
    public static bool IsException(double pnl, double valueAtRisk) => pnl < -valueAtRisk;

    /// <summary>n·ln p, where 0·ln 0 is 0: sums of logs do not underflow as products do.</summary>
    private static double Log(int count, double probability) => count == 0 ? 0 : count * Math.Log(probability);

    private static double Rate(int count, int of) => of == 0 ? 0 : (double)count / of;

    private static void Check(int observations, int exceptions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observations);
        ArgumentOutOfRangeException.ThrowIfNegative(exceptions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exceptions, observations);
    }
}
