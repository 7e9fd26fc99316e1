using Ballast.Domain.MarketData;

namespace Ballast.Domain.Risk;

/// <summary>How a move of one step becomes one of several.</summary>
public enum HorizonRule
{
    /// <summary>Overlapping moves of the whole horizon are taken from history; nothing is scaled.</summary>
    Direct,

    /// <summary>One step times √h: exact for independent steps only.</summary>
    SquareRoot,

    /// <summary>One step times √(h + 2·Σ(h − k)ρᵏ), ρ the first correlation of the profits themselves.</summary>
    Autoregressive,
}

/// <summary>How covariances of moves are estimated.</summary>
public enum CovarianceMethod
{
    /// <summary>Sample covariance over n − 1.</summary>
    Sample,

    /// <summary>Exponentially weighted with mean 0.</summary>
    Ewma,

    /// <summary>Ledoit and Wolf (2004), drawn to the mean variance.</summary>
    LedoitWolfIdentity,

    /// <summary>Ledoit and Wolf (2004), drawn to the mean correlation.</summary>
    LedoitWolfConstantCorrelation,

    /// <summary>Oracle approximating shrinkage (Chen et al. 2010).</summary>
    Oas,
}

/// <summary>Conventions that figures of one portfolio are made with.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-settings")]
public sealed record RiskSettings
{
    /// <summary>Step of the sampling grid.</summary>
    [Id(0)] public required TimeSpan Grid { get; init; }

    /// <summary>Probability in (0.5, 1).</summary>
    [Id(1)] public double Confidence { get; init; } = 0.99;

    /// <summary>Most observations used, newest first.</summary>
    [Id(2)] public int Window { get; init; } = 1_000;

    /// <summary>Horizon in steps of the grid; at least 1.</summary>
    [Id(3)] public int Steps { get; init; } = 1;

    /// <summary>How the horizon is reached; of no consequence with one step.</summary>
    [Id(4)] public HorizonRule HorizonRule { get; init; }

    /// <summary>Decay by step of exponentially weighted variances (RiskMetrics 1996).</summary>
    [Id(5)] public double Lambda { get; init; } = 0.94;

    /// <summary>Decay by step of age-weighted observations (Boudoukh et al. 1998).</summary>
    [Id(6)] public double AgeLambda { get; init; } = 0.98;

    /// <summary>Covariance of the normal figure and its components.</summary>
    [Id(7)] public CovarianceMethod Covariance { get; init; }

    /// <summary>Covariance that paths are simulated from; shrunk, so that it has full rank.</summary>
    [Id(8)] public CovarianceMethod SimulatedCovariance { get; init; } = CovarianceMethod.LedoitWolfIdentity;

    /// <summary>Paths simulated.</summary>
    [Id(9)] public int Paths { get; init; } = 10_000;

    /// <summary>Seed of the simulation.</summary>
    [Id(10)] public int Seed { get; init; } = 1;

    /// <summary>Horizon of the figures.</summary>
    public TimeSpan Horizon => Grid * Steps;

    /// <summary>The sampling grid.</summary>
    internal SamplingGrid Sampling => new(Grid);

    /// <summary>Microseconds of a grid step.</summary>
    public long StepMicros => Grid.Ticks / TimeSpan.TicksPerMicrosecond;
}
