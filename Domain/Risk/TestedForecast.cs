namespace Ballast.Domain.Risk;

/// <summary>One forecast of one method, with what then happened.</summary>
/// <param name="GridIndex">Grid index of the forecast.</param>
/// <param name="Forecast">Positive for a loss; <see langword="null"/> when there was no figure.</param>
/// <param name="Pnl">Clean profit over the horizon, a loss negative; <see langword="null"/> when it is not known.</param>
/// <param name="Reason">Why one of the two is <see langword="null"/>; otherwise <see langword="null"/>.</param>
public readonly record struct TestedForecast(long GridIndex, TailLoss? Forecast, double? Pnl, string? Reason = null)
{
    /// <summary>Whether it can be tested: both are known, and numbers.</summary>
    internal bool IsKnown =>
        Forecast is { } forecast && Pnl is { } pnl && double.IsFinite(pnl) && double.IsFinite(forecast.ValueAtRisk) && double.IsFinite(forecast.ExpectedShortfall);

    /// <summary>Why it cannot.</summary>
    internal string Missing => Reason ?? (Forecast is null ? "no figure was forecast" : Pnl is null ? "the outcome is not known" : "it is not a finite number");
}
