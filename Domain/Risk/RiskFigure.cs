using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Names of the methods, as they stand beside every figure.</summary>
public static class RiskMethods
{
    /// <summary>Empirical, quantile type 1.</summary>
    public const string Historical = "historical";

    /// <summary>Empirical, quantile type 7.</summary>
    public const string HistoricalInterpolated = "historical-7";

    /// <summary>Empirical, newer observations weigh more.</summary>
    public const string AgeWeighted = "age-weighted";

    /// <summary>Empirical, observations scaled to the present EWMA volatility.</summary>
    public const string FilteredEwma = "filtered-ewma";

    /// <summary>Empirical, observations scaled to the present GARCH(1,1) volatility.</summary>
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

    /// <summary>All, in the order they are shown in.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Historical, HistoricalInterpolated, AgeWeighted, FilteredEwma, FilteredGarch, Normal, EwmaNormal, CornishFisher, StudentT, MonteCarlo];
}

/// <summary>Value at risk and expected shortfall by one method, with the conventions they were made with. Positive is a loss.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-figure")]
public sealed record RiskFigure
{
    /// <summary>One of <see cref="RiskMethods"/>.</summary>
    [Id(0)] public required string Method { get; init; }

    /// <summary>Probability in (0.5, 1).</summary>
    [Id(1)] public required double Confidence { get; init; }

    /// <summary>Horizon of the loss.</summary>
    [Id(2)] public required TimeSpan Horizon { get; init; }

    /// <summary>How the horizon was reached.</summary>
    [Id(3)] public HorizonRule HorizonRule { get; init; }

    /// <summary>Most observations used.</summary>
    [Id(4)] public required int Window { get; init; }

    /// <summary>Observations used.</summary>
    [Id(5)] public required int Observations { get; init; }

    /// <summary>Hyndman–Fan type of the quantile; <see langword="null"/> for a method without a sample quantile.</summary>
    [Id(6)] public int? QuantileType { get; init; }

    /// <summary>Definition of the expected shortfall.</summary>
    [Id(7)] public required string ShortfallDefinition { get; init; }

    /// <summary>Parameters of the method in words, e.g. <c>λ 0.94</c>; empty when there are none.</summary>
    [Id(8)] public string Parameters { get; init; } = "";

    /// <summary>Seed of a simulation; otherwise <see langword="null"/>.</summary>
    [Id(9)] public int? Seed { get; init; }

    /// <summary>In report currency, not floored at 0; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(10)] public double? ValueAtRisk { get; init; }

    /// <summary>Mean loss of the tail; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(11)] public double? ExpectedShortfall { get; init; }

    /// <summary>Value at risk of the positions that could be revalued; equal to <see cref="ValueAtRisk"/> when all could.</summary>
    [Id(12)] public double? PartialValueAtRisk { get; init; }

    /// <summary>Expected shortfall of the positions that could be revalued.</summary>
    [Id(13)] public double? PartialExpectedShortfall { get; init; }

    /// <summary>Standard error of the value at risk; <see langword="null"/> where nothing is simulated.</summary>
    [Id(14)] public double? StandardError { get; init; }

    /// <summary>What is to be known of the figure, e.g. that its method is outside its domain; <see langword="null"/> for nothing.</summary>
    [Id(15)] public string? Flag { get; init; }

    /// <summary>Why the figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(16)] public string? Reason { get; init; }

    /// <summary>Grid time of the newest observation; the default when there is none.</summary>
    [Id(17)] public Instant AsOf { get; init; }
}

/// <summary>What one instrument adds to a portfolio's risk. In report currency; positive adds, negative takes away.</summary>
[GenerateSerializer, Immutable, Alias("ballast.risk-component")]
public sealed record RiskComponent
{
    /// <summary>Which instrument; all accounts together.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Worth of a move of 1 (i.e. 100 %) in its price, signed.</summary>
    [Id(1)] public required double Exposure { get; init; }

    /// <summary>Share of the historical expected shortfall; they sum to it (Tasche 1999). <see langword="null"/> when there is none.</summary>
    [Id(2)] public double? HistoricalShortfall { get; init; }

    /// <summary>Loss in the scenario that is the historical value at risk; they sum to it, but are less stable.</summary>
    [Id(3)] public double? HistoricalValueAtRisk { get; init; }

    /// <summary>Share of the normal value at risk; they sum to it (Garman 1996).</summary>
    [Id(4)] public double? NormalValueAtRisk { get; init; }

    /// <summary>Share of the normal expected shortfall; they sum to it.</summary>
    [Id(5)] public double? NormalShortfall { get; init; }

    /// <summary>Change of the normal value at risk by one unit of report currency more of the exposure.</summary>
    [Id(6)] public double? Marginal { get; init; }

    /// <summary>Normal value at risk less that without the instrument.</summary>
    [Id(7)] public double? Incremental { get; init; }

    /// <summary>Normal value at risk of the instrument alone.</summary>
    [Id(8)] public double? Standalone { get; init; }
}
