namespace Ballast.Domain.Risk;

/// <summary>How a method's forecasts of one portfolio did. Tests that need more outcomes are <see langword="null"/> with a reason.</summary>
[GenerateSerializer, Immutable, Alias("ballast.backtest")]
public sealed record Backtest
{
    /// <summary>One of <see cref="RiskMethods"/>.</summary>
    [Id(0)] public required string Method { get; init; }

    /// <summary>Confidence of the forecasts.</summary>
    [Id(1)] public required double Confidence { get; init; }

    /// <summary>Their horizon.</summary>
    [Id(2)] public required TimeSpan Horizon { get; init; }

    /// <summary>Forecasts with an outcome.</summary>
    [Id(3)] public required int Observations { get; init; }

    /// <summary>Outcomes strictly beyond the forecast.</summary>
    [Id(4)] public required int Exceptions { get; init; }

    /// <summary>Exceptions expected: observations times the tail.</summary>
    [Id(5)] public required double Expected { get; init; }

    /// <summary>Kupiec (1995); <see langword="null"/> without outcomes.</summary>
    [Id(6)] public LikelihoodRatio? Frequency { get; init; }

    /// <summary>Kupiec's time to the first exception; <see langword="null"/> while there was none.</summary>
    [Id(7)] public LikelihoodRatio? TimeToFirst { get; init; }

    /// <summary>Christoffersen (1998), independence.</summary>
    [Id(8)] public LikelihoodRatio? Independence { get; init; }

    /// <summary>Christoffersen (1998), both at once.</summary>
    [Id(9)] public LikelihoodRatio? Conditional { get; init; }

    /// <summary>Basel traffic light.</summary>
    [Id(10)] public TrafficLight? Zone { get; init; }

    /// <summary>Probability of at most so many exceptions when forecasts are right.</summary>
    [Id(11)] public double? CumulativeProbability { get; init; }

    /// <summary>Acerbi and Szekely (2014), test 2.</summary>
    [Id(12)] public double? Z2 { get; init; }

    /// <summary>Time of the oldest forecast counted.</summary>
    [Id(13)] public Instant From { get; init; }

    /// <summary>Time of the newest.</summary>
    [Id(14)] public Instant To { get; init; }

    /// <summary>Forecasts that have no outcome, and why, e.g. a grid point without sample; empty when all have.</summary>
    [Id(15)] public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Why tests are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(16)] public string? Reason { get; init; }
}
