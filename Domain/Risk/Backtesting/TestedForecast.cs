using Ballast.Domain.Risk.Methods;

namespace Ballast.Domain.Risk.Backtesting;

/// <summary>One forecast of one method and its outcome.</summary>
/// <param name="GridIndex">Grid index of the forecast.</param>
/// <param name="Forecast">Forecast, positive for a loss; <see langword="null"/> when there was no figure.</param>
/// <param name="Pnl">Clean profit over the horizon, negative for a loss; <see langword="null"/> when unknown.</param>
/// <param name="Reason">Why forecast or profit is <see langword="null"/>; otherwise <see langword="null"/>.</param>
public readonly record struct TestedForecast(long GridIndex, TailLoss? Forecast, double? Pnl, string? Reason = null)
{
    /// <summary>Whether it can be tested: forecast and profit are known and finite.</summary>
    internal bool IsKnown =>
        Forecast is { } forecast && Pnl is { } pnl && double.IsFinite(pnl) && double.IsFinite(forecast.ValueAtRisk) && double.IsFinite(forecast.ExpectedShortfall);

    /// <summary>Why it cannot be tested.</summary>
    internal string Missing => Reason ?? (Forecast is null ? "no figure was forecast" : Pnl is null ? "the outcome is not known" : "it is not a finite number");
}
