using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Forecasts;

/// <summary>Limits of queries for kept forecasts.</summary>
public static class ForecastRules
{
    /// <summary>Maximum number of forecasts in one answer.</summary>
    public const int MaxForecasts = 10_000;

    /// <summary>Why a query is invalid, naming key and value; <see langword="null"/> when it is valid.</summary>
    public static string? FaultOf(Instant from, Instant to, string? method, int limit) =>
        to < from ? $"to is {to}, before from, {from}."
        : method is not null && !RiskMethods.All.Contains(method) ? $"method is '{method}'; it must be {string.Join(", ", RiskMethods.All)}."
        : limit is < 1 or > MaxForecasts ? $"limit is {limit}; it must be from 1 to {MaxForecasts}."
        : null;
}
