namespace Ballast.Domain.Risk;

/// <summary>What may be asked of kept forecasts.</summary>
public static class ForecastRules
{
    /// <summary>Most forecasts of one answer.</summary>
    public const int MostForecasts = 10_000;

    /// <summary>Why forecasts cannot be asked for so, naming key and value; <see langword="null"/> when they can.</summary>
    public static string? FaultOf(Instant from, Instant to, string? method, int limit) =>
        to < from ? $"to is {to}, before from, {from}."
        : method is not null && !RiskMethods.All.Contains(method) ? $"method is '{method}'; it must be {string.Join(", ", RiskMethods.All)}."
        : limit is < 1 or > MostForecasts ? $"limit is {limit}; it must be from 1 to {MostForecasts}."
        : null;
}
