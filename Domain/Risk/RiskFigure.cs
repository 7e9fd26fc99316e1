using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Names of the risk methods, as shown with every figure.</summary>
public static class RiskMethods
{
    /// <summary>Empirical, quantile type 1.</summary>
    public const string Historical = "historical";

    /// <summary>Empirical, quantile type 7.</summary>
    public const string HistoricalInterpolated = "historical-7";

    /// <summary>Empirical, with higher weights for newer observations.</summary>
    public const string AgeWeighted = "age-weighted";

    /// <summary>Empirical, with observations scaled to the current EWMA volatility.</summary>
    public const string FilteredEwma = "filtered-ewma";

    /// <summary>Empirical, with observations scaled to the current GARCH(1,1) volatility.</summary>
    public const string FilteredGarch = "filtered-garch";

    /// <summary>Normal with mean 0, from exposures and covariance.</summary>
    public const string Normal = "normal";

    /// <summary>Normal with mean 0 and EWMA variance of the profits.</summary>
    public const string EwmaNormal = "ewma-normal";

    /// <summary>Normal quantile corrected for skewness and kurtosis.</summary>
    public const string CornishFisher = "cornish-fisher";

    /// <summary>Student t fitted by moments.</summary>
    public const string StudentT = "student-t";

    /// <summary>Simulated joint normal moves, revalued in full.</summary>
    public const string MonteCarlo = "monte-carlo";

    /// <summary>All methods, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Historical, HistoricalInterpolated, AgeWeighted, FilteredEwma, FilteredGarch, Normal, EwmaNormal, CornishFisher, StudentT, MonteCarlo];
}

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

/// <summary>Contribution of one instrument to a portfolio's risk, in report currency; it is negative when the instrument reduces the risk.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-component")]
public sealed record RiskComponent
{
    /// <summary>The instrument, over all accounts.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Signed gain for a relative price move of 1, i.e. 100 %.</summary>
    [Id(1)] public required double Exposure { get; init; }

    /// <summary>Component of the historical expected shortfall; components add up to it (Tasche 1999). <see langword="null"/> without a figure.</summary>
    [Id(2)] public double? HistoricalShortfall { get; init; }

    /// <summary>
    /// Loss in the scenario that gives the historical value at risk; these losses add up to it but are less stable. <see langword="null"/>
    /// without a figure.
    /// </summary>
    [Id(3)] public double? HistoricalValueAtRisk { get; init; }

    /// <summary>Component of the normal value at risk; components add up to it (Garman 1996). <see langword="null"/> without a figure.</summary>
    [Id(4)] public double? NormalValueAtRisk { get; init; }

    /// <summary>Component of the normal expected shortfall; components add up to it. <see langword="null"/> without a figure.</summary>
    [Id(5)] public double? NormalShortfall { get; init; }

    /// <summary>Change of the normal value at risk per additional unit of exposure; <see langword="null"/> without a figure.</summary>
    [Id(6)] public double? Marginal { get; init; }

    /// <summary>Normal value at risk minus that without the instrument; <see langword="null"/> without a figure.</summary>
    [Id(7)] public double? Incremental { get; init; }

    /// <summary>Normal value at risk of the instrument alone; <see langword="null"/> without a figure.</summary>
    [Id(8)] public double? Standalone { get; init; }
}
