using Ballast.Domain.MarketData.Mids;

namespace Ballast.Domain.Risk.Report;

/// <summary>How figures of one step are extended to a horizon of several steps.</summary>
public enum HorizonRule
{
    /// <summary>Uses overlapping historical moves of the whole horizon, without scaling.</summary>
    Direct,

    /// <summary>Scales by √h, which is exact only for independent steps.</summary>
    SquareRoot,

    /// <summary>Scales by √(h + 2·Σ(h − k)ρᵏ) with the first-order autocorrelation ρ of the profits.</summary>
    Autoregressive,
}

/// <summary>How covariances of moves are estimated.</summary>
public enum CovarianceMethod
{
    /// <summary>Sample covariance, with divisor n − 1.</summary>
    Sample,

    /// <summary>Exponentially weighted with mean 0.</summary>
    Ewma,

    /// <summary>Shrinkage of Ledoit and Wolf (2004) towards the mean variance.</summary>
    LedoitWolfIdentity,

    /// <summary>Shrinkage of Ledoit and Wolf (2004) towards constant correlation.</summary>
    LedoitWolfConstantCorrelation,

    /// <summary>Oracle approximating shrinkage (Chen et al. 2010).</summary>
    Oas,
}

/// <summary>Settings with which risk figures are computed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-settings")]
public sealed record RiskSettings
{
    /// <summary>Step of the sampling grid.</summary>
    [Id(0)] public required TimeSpan Grid { get; init; }

    /// <summary>Confidence, in (0.5, 1).</summary>
    [Id(1)] public double Confidence { get; init; } = 0.99;

    /// <summary>Maximum number of observations, the newest ones; positive.</summary>
    [Id(2)] public int Window { get; init; } = 1_000;

    /// <summary>Horizon in steps of the grid; at least 1.</summary>
    [Id(3)] public int Steps { get; init; } = 1;

    /// <summary>How figures are extended to the horizon; not used with one step.</summary>
    [Id(4)] public HorizonRule HorizonRule { get; init; }

    /// <summary>Decay factor per step of exponentially weighted variances (RiskMetrics 1996), above 0 and below 1.</summary>
    [Id(5)] public double Lambda { get; init; } = 0.94;

    /// <summary>Decay factor per step of age-weighted observations (Boudoukh et al. 1998), above 0 and below 1.</summary>
    [Id(6)] public double AgeLambda { get; init; } = 0.98;

    /// <summary>Covariance method of the normal figure and its components.</summary>
    [Id(7)] public CovarianceMethod Covariance { get; init; }

    /// <summary>Covariance method for simulation; the default shrinks, so that the matrix has full rank.</summary>
    [Id(8)] public CovarianceMethod SimulatedCovariance { get; init; } = CovarianceMethod.LedoitWolfIdentity;

    /// <summary>Number of simulated paths; positive.</summary>
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
