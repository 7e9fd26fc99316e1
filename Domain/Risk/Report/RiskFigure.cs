namespace Ballast.Domain.Risk.Report;

/// <summary>Value at risk and expected shortfall by one method, with the settings used. A loss is positive.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-figure")]
public sealed record RiskFigure
{
    /// <summary>One of <see cref="RiskMethods"/>.</summary>
    [Id(0)] public required string Method { get; init; }

    /// <summary>Confidence, in (0.5, 1).</summary>
    [Id(1)] public required double Confidence { get; init; }

    /// <summary>Horizon of the loss.</summary>
    [Id(2)] public required TimeSpan Horizon { get; init; }

    /// <summary>How figures of one step were extended to the horizon.</summary>
    [Id(3)] public HorizonRule HorizonRule { get; init; }

    /// <summary>Maximum number of observations used.</summary>
    [Id(4)] public required int Window { get; init; }

    /// <summary>Number of observations used.</summary>
    [Id(5)] public required int Observations { get; init; }

    /// <summary>Type of the sample quantile by Hyndman and Fan; <see langword="null"/> for methods without one.</summary>
    [Id(6)] public int? QuantileType { get; init; }

    /// <summary>Definition of the expected shortfall, as text.</summary>
    [Id(7)] public required string ShortfallDefinition { get; init; }

    /// <summary>Parameters of the method as text, e.g. <c>λ 0.94</c>; empty when there are none.</summary>
    [Id(8)] public string Parameters { get; init; } = "";

    /// <summary>Seed of the simulation; <see langword="null"/> for other methods.</summary>
    [Id(9)] public int? Seed { get; init; }

    /// <summary>Value at risk, in report currency, not floored at 0; <see langword="null"/> when unknown.</summary>
    [Id(10)] public double? ValueAtRisk { get; init; }

    /// <summary>Expected shortfall, in report currency; <see langword="null"/> when unknown.</summary>
    [Id(11)] public double? ExpectedShortfall { get; init; }

    /// <summary>
    /// Value at risk of the positions that could be revalued, equal to <see cref="ValueAtRisk"/> when all could; <see langword="null"/>
    /// when unknown.
    /// </summary>
    [Id(12)] public double? PartialValueAtRisk { get; init; }

    /// <summary>Expected shortfall of the positions that could be revalued; <see langword="null"/> when unknown.</summary>
    [Id(13)] public double? PartialExpectedShortfall { get; init; }

    /// <summary>Standard error of the value at risk, in report currency; <see langword="null"/> for methods that do not simulate.</summary>
    [Id(14)] public double? StandardError { get; init; }

    /// <summary>Warning about the figure, e.g. that its method is outside its domain; <see langword="null"/> without one.</summary>
    [Id(15)] public string? Flag { get; init; }

    /// <summary>Why the figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(16)] public string? Reason { get; init; }

    /// <summary>Grid time of the newest observation; the default when there is none.</summary>
    [Id(17)] public Instant AsOf { get; init; }
}
