using Ballast.Domain;
using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Exposure;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;

namespace Ballast.Grains.Interfaces.Risk;

/// <summary>Risk of a portfolio, with the settings of the figures.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-view")]
public sealed record RiskView
{
    /// <summary>The portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Method of <see cref="ValueAtRisk"/> and <see cref="ExpectedShortfall"/>, e.g. <c>historical</c>.</summary>
    [Id(1)] public required string Method { get; init; }

    /// <summary>Confidence, in (0.5, 1).</summary>
    [Id(2)] public required double Confidence { get; init; }

    /// <summary>Horizon of the loss: one step of the sampling grid.</summary>
    [Id(3)] public required TimeSpan Horizon { get; init; }

    /// <summary>Maximum number of observations used.</summary>
    [Id(4)] public required int Window { get; init; }

    /// <summary>Number of observations used.</summary>
    [Id(5)] public required int Observations { get; init; }

    /// <summary>Type of the sample quantile by Hyndman and Fan.</summary>
    [Id(6)] public required int QuantileType { get; init; }

    /// <summary>Definition of the expected shortfall, as text.</summary>
    [Id(7)] public required string ShortfallDefinition { get; init; }

    /// <summary>Value at risk, in <see cref="Currency"/>, positive for a loss, not floored at 0; <see langword="null"/> when unknown.</summary>
    [Id(8)] public required double? ValueAtRisk { get; init; }

    /// <summary>Expected shortfall, in <see cref="Currency"/>, positive for a loss; <see langword="null"/> when unknown.</summary>
    [Id(9)] public required double? ExpectedShortfall { get; init; }

    /// <summary>Why the figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(10)] public required string? Reason { get; init; }

    /// <summary>Report currency of the figures.</summary>
    [Id(11)] public required string Currency { get; init; }

    /// <summary>Grid time of the newest observation; the default when there is none.</summary>
    [Id(12)] public required Instant AsOf { get; init; }

    /// <summary>Descriptions of what is missing from the figures; empty when nothing is.</summary>
    [Id(13)] public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Figures of all methods, including the one above.</summary>
    [Id(14)] public IReadOnlyList<RiskFigure> Methods { get; init; } = [];

    /// <summary>Contributions by instrument, in order of instrument, and last that of the balances in other assets; empty without figures.</summary>
    [Id(15)] public IReadOnlyList<RiskComponent> Components { get; init; } = [];

    /// <summary>Exposure by asset and account; <see langword="null"/> when it was not computed.</summary>
    [Id(16)] public ExposureFigures? Exposure { get; init; }

    /// <summary>Cost of closing the positions; <see langword="null"/> when it was not computed.</summary>
    [Id(17)] public LiquidityFigures? Liquidity { get; init; }

    /// <summary>Results of the configured stresses.</summary>
    [Id(18)] public IReadOnlyList<StressResult> Stress { get; init; } = [];

    /// <summary>Backtests of past forecasts, one per method; empty when there are none.</summary>
    [Id(19)] public IReadOnlyList<Backtest> Backtests { get; init; } = [];

    /// <summary>Version of the FX table used.</summary>
    [Id(20)] public long FxVersion { get; init; }

    /// <summary>Newest venue time of the positions; the default without positions.</summary>
    [Id(21)] public Instant PositionsAsOf { get; init; }
}
