using Ballast.Domain.Risk.Methods;
using MathNet.Numerics.Distributions;

namespace Ballast.Domain.Risk.Backtesting;

/// <summary>Zone of the Basel Committee's traffic light (1996).</summary>
public enum TrafficLight
{
    /// <summary>The number of exceptions is plausible.</summary>
    Green,

    /// <summary>If the forecasts are right, this many exceptions or more have a probability of less than 5 %.</summary>
    Yellow,

    /// <summary>If the forecasts are right, this many exceptions or more have a probability of less than 0.01 %.</summary>
    Red,

    /// <summary>There are fewer than 20 forecasts, of which a single exception would already be improbable.</summary>
    TooFew,
}

/// <summary>Result of a likelihood-ratio test.</summary>
/// <param name="Ratio">Test statistic: −2 times the logarithm of the likelihood ratio.</param>
/// <param name="PValue">Probability of a statistic at least this large if the forecasts are right, from the χ² distribution.</param>
[GenerateSerializer, Immutable, Alias("ballast.likelihood-ratio")]
public readonly record struct LikelihoodRatio([property: Id(0)] double Ratio, [property: Id(1)] double PValue)
{
    /// <summary>Whether the forecasts are rejected at the 5 % level.</summary>
    public bool IsRejected => PValue < 0.05;

    internal static LikelihoodRatio Of(double ratio, int degrees) =>
        Math.Max(0, ratio) is var positive ? new(positive, 1 - ChiSquared.CDF(degrees, positive)) : default;
}

/// <summary>Numbers of consecutive forecasts with and without exceptions.</summary>
/// <param name="None">Pairs without an exception.</param>
/// <param name="First">Pairs in which only the second is an exception.</param>
/// <param name="Last">Pairs in which only the first is an exception.</param>
/// <param name="Repeated">Pairs in which both are exceptions.</param>
public readonly record struct ExceptionPairs(int None, int First, int Last, int Repeated);

/// <summary>Backtests of value-at-risk forecasts. An exception is a loss strictly above the forecast.</summary>
public static class VarBacktest
{
    private const double YellowFrom = 0.95;
    private const double RedFrom = 0.9999;

    /// <summary>Proportion-of-failures test of Kupiec (1995): whether the number of exceptions fits the confidence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no observations, or more exceptions than observations.</exception>
    public static LikelihoodRatio Frequency(int observations, int exceptions, double confidence)
    {
        Check(observations, exceptions);
        var a = Tail.Of(confidence);
        var (n, x) = (observations, exceptions);
        var rate = (double)x / n;
        return LikelihoodRatio.Of(
            -2 * (Log(n - x, 1 - a) + Log(x, a) - Log(n - x, 1 - rate) - Log(x, rate)), 1);
    }

    /// <summary>Time-until-first-failure test of Kupiec (1995); <see langword="null"/> without exceptions.</summary>
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

    /// <summary>Counts pairs of consecutive forecasts, given oldest first.</summary>
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

    /// <summary>Independence test of Christoffersen (1998): whether exceptions cluster.</summary>
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

    /// <summary>Conditional coverage test of Christoffersen (1998): frequency and independence together.</summary>
    public static LikelihoodRatio ConditionalCoverage(IReadOnlyList<bool> exceptions, double confidence)
    {
        ArgumentNullException.ThrowIfNull(exceptions);
        var frequency = Frequency(exceptions.Count, exceptions.Count(hit => hit), confidence);
        return LikelihoodRatio.Of(frequency.Ratio + Independence(Pairs(exceptions)).Ratio, 2);
    }

    /// <summary>Probability of at most this many exceptions if the forecasts are right.</summary>
    public static double CumulativeProbability(int observations, int exceptions, double confidence)
    {
        Check(observations, exceptions);
        return Binomial.CDF(Tail.Of(confidence), observations, exceptions);
    }

    /// <summary>Zone of the Basel traffic light (1996): yellow from a cumulative probability of 95 %, red from 99.99 %.</summary>
    public static TrafficLight Zone(int observations, int exceptions, double confidence) =>
        CumulativeProbability(observations, exceptions, confidence) switch
        {
            >= RedFrom => TrafficLight.Red,
            >= YellowFrom => TrafficLight.Yellow,
            _ => TrafficLight.Green,
        };

    /// <summary>
    /// Acerbi and Szekely (2014), test 2 of expected shortfall: <c>Z₂ = Σ xₜ·1{xₜ &lt; −VaRₜ}/(n·a·ESₜ) + 1</c>; 0 is expected, a negative
    /// value means that shortfall was forecast too low.
    /// </summary>
    /// <param name="outcomes">Profits, negative for a loss, with their forecasts.</param>
    /// <param name="confidence">Confidence of the forecasts.</param>
    /// <returns><see langword="null"/> without outcomes, or when a forecast shortfall is not positive.</returns>
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

    /// <summary>Whether the loss is strictly above the forecast.</summary>
    public static bool IsException(double pnl, double valueAtRisk) => pnl < -valueAtRisk;

    /// <summary>n·ln p, with 0·ln 0 = 0. Sums of logarithms do not underflow as products of probabilities would.</summary>
    private static double Log(int count, double probability) => count == 0 ? 0 : count * Math.Log(probability);

    private static double Rate(int count, int of) => of == 0 ? 0 : (double)count / of;

    private static void Check(int observations, int exceptions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observations);
        ArgumentOutOfRangeException.ThrowIfNegative(exceptions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exceptions, observations);
    }
}
