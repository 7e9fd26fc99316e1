using Ballast.Domain;
using Ballast.Domain.Risk;

namespace Ballast.Grains.Interfaces;

/// <summary>Risk of a portfolio, with the conventions of the figures.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-view")]
public sealed record RiskView
{
    /// <summary>Which portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>E.g. <c>historical</c>.</summary>
    [Id(1)] public required string Method { get; init; }

    /// <summary>Probability in (0.5, 1).</summary>
    [Id(2)] public required double Confidence { get; init; }

    /// <summary>Horizon of the loss: one step of the sampling grid.</summary>
    [Id(3)] public required TimeSpan Horizon { get; init; }

    /// <summary>Most observations used.</summary>
    [Id(4)] public required int Window { get; init; }

    /// <summary>Observations used.</summary>
    [Id(5)] public required int Observations { get; init; }

    /// <summary>Hyndman–Fan type of the quantile.</summary>
    [Id(6)] public required int QuantileType { get; init; }

    /// <summary>Definition of the expected shortfall.</summary>
    [Id(7)] public required string ShortfallDefinition { get; init; }

    /// <summary>Loss in <see cref="Currency"/>, positive for a loss, not floored; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(8)] public required double? ValueAtRisk { get; init; }

    /// <summary>Mean loss of the tail; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(9)] public required double? ExpectedShortfall { get; init; }

    /// <summary>Why the figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(10)] public required string? Reason { get; init; }

    /// <summary>Currency of the figures.</summary>
    [Id(11)] public required string Currency { get; init; }

    /// <summary>Grid time of the newest observation; the default when there is none.</summary>
    [Id(12)] public required Instant AsOf { get; init; }

    /// <summary>What is missing from the figures, each in words; empty when nothing is.</summary>
    [Id(13)] public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Figures of every method, the one above among them.</summary>
    [Id(14)] public IReadOnlyList<RiskFigure> Methods { get; init; } = [];

    /// <summary>What each instrument adds, in order of instrument; empty without figures.</summary>
    [Id(15)] public IReadOnlyList<RiskComponent> Components { get; init; } = [];

    /// <summary>What the portfolio is exposed to; <see langword="null"/> when it was not worked out.</summary>
    [Id(16)] public Exposure? Exposure { get; init; }

    /// <summary>What it costs to close; <see langword="null"/> when it was not worked out.</summary>
    [Id(17)] public Liquidity? Liquidity { get; init; }

    /// <summary>What the configured stresses do.</summary>
    [Id(18)] public IReadOnlyList<StressResult> Stress { get; init; } = [];

    /// <summary>How past forecasts did, by method.</summary>
    [Id(19)] public IReadOnlyList<Backtest> Backtests { get; init; } = [];

    /// <summary>Version of the FX table used throughout.</summary>
    [Id(20)] public long FxVersion { get; init; }

    /// <summary>Newest venue time of the positions; the default when there are none.</summary>
    [Id(21)] public Instant PositionsAsOf { get; init; }
}
