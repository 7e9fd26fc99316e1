using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Backtesting;

/// <summary>Backtest of a method's forecasts of one portfolio. Tests that need more outcomes are <see langword="null"/> and the reason is given.</summary>
[GenerateSerializer, Immutable, Alias("ballast.backtest")]
public sealed record Backtest
{
    /// <summary>One of <see cref="RiskMethods"/>.</summary>
    [Id(0)] public required string Method { get; init; }

    /// <summary>Confidence of the forecasts, in (0.5, 1).</summary>
    [Id(1)] public required double Confidence { get; init; }

    /// <summary>Horizon of the forecasts.</summary>
    [Id(2)] public required TimeSpan Horizon { get; init; }

    /// <summary>Number of forecasts counted, each with an outcome.</summary>
    [Id(3)] public required int Observations { get; init; }

    /// <summary>Number of exceptions: losses strictly above the forecast value at risk.</summary>
    [Id(4)] public required int Exceptions { get; init; }

    /// <summary>Expected number of exceptions: observations times tail probability.</summary>
    [Id(5)] public required double Expected { get; init; }

    /// <summary>Proportion-of-failures test of Kupiec (1995); <see langword="null"/> without outcomes.</summary>
    [Id(6)] public LikelihoodRatio? Frequency { get; init; }

    /// <summary>Time-until-first-failure test of Kupiec (1995); <see langword="null"/> without exceptions.</summary>
    [Id(7)] public LikelihoodRatio? TimeToFirst { get; init; }

    /// <summary>Independence test of Christoffersen (1998); <see langword="null"/> with fewer than two outcomes.</summary>
    [Id(8)] public LikelihoodRatio? Independence { get; init; }

    /// <summary>Conditional coverage test of Christoffersen (1998); <see langword="null"/> with fewer than two outcomes.</summary>
    [Id(9)] public LikelihoodRatio? Conditional { get; init; }

    /// <summary>Zone of the Basel traffic light (1996), <see cref="TrafficLight.TooFew"/> with fewer than 20 outcomes; <see langword="null"/> without any.</summary>
    [Id(10)] public TrafficLight? Zone { get; init; }

    /// <summary>Probability of at most this many exceptions if the forecasts are right; <see langword="null"/> without outcomes.</summary>
    [Id(11)] public double? CumulativeProbability { get; init; }

    /// <summary>
    /// Z₂ of Acerbi and Szekely (2014), negative when expected shortfall was forecast too low; <see langword="null"/> when it is not
    /// defined.
    /// </summary>
    [Id(12)] public double? Z2 { get; init; }

    /// <summary>Time of the oldest forecast counted; the default without any.</summary>
    [Id(13)] public Instant From { get; init; }

    /// <summary>Time of the newest forecast counted; the default without any.</summary>
    [Id(14)] public Instant To { get; init; }

    /// <summary>Numbers of forecasts without an outcome, by reason, e.g. a missing sample; empty when all have one.</summary>
    [Id(15)] public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Why tests are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(16)] public string? Reason { get; init; }
}
