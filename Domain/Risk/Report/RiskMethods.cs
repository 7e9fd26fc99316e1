namespace Ballast.Domain.Risk.Report;

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
