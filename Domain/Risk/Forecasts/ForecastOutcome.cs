namespace Ballast.Domain.Risk.Forecasts;

/// <summary>Outcome of a forecast.</summary>
/// <param name="At">Time of the forecast.</param>
/// <param name="Pnl">Clean profit over the horizon, in report currency, negative for a loss; <see langword="null"/> when unknown.</param>
/// <param name="Reason">Why the profit is unknown; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.forecast-outcome")]
public readonly record struct ForecastOutcome([property: Id(0)] Instant At, [property: Id(1)] double? Pnl, [property: Id(2)] string? Reason);
