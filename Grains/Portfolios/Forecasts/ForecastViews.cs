using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>Makes views of kept forecasts with their outcomes.</summary>
internal static class ForecastViews
{
    /// <summary>The newest forecasts of a range, oldest first.</summary>
    /// <param name="history">Forecasts kept.</param>
    /// <param name="from">First time.</param>
    /// <param name="to">Last time; not before <paramref name="from"/>.</param>
    /// <param name="method">One of <see cref="RiskMethods"/>; <see langword="null"/> for all.</param>
    /// <param name="limit">Most forecasts.</param>
    /// <exception cref="ArgumentException">An argument is invalid; the message names it and its value.</exception>
    internal static IReadOnlyList<ForecastView> Of(ForecastHistory history, Instant from, Instant to, string? method, int limit) =>
        ForecastRules.FaultOf(from, to, method, limit) is { } fault
            ? throw new ArgumentException(fault)
            : [.. history.Range(from, to, limit).Select(kept => View(kept, method))];

    private static ForecastView View(KeptForecast kept, string? method)
    {
        var methods = kept.Conventions.Methods.Index().Where(known => method is null || known.Item == method);
        return new()
        {
            At = kept.Forecast.At,
            OutcomeAt = kept.End,
            Conventions = kept.Conventions,
            Observations = kept.Forecast.Observations,
            AsOf = kept.Forecast.AsOf,
            Figures = [.. methods.Select(known => View(known.Item, kept.Forecast.Of(known.Index), kept.Outcome?.Pnl))],
            Pnl = kept.Outcome?.Pnl,
            Reason = kept.Outcome is { } outcome ? outcome.Reason : "its horizon has not ended",
        };
    }

    private static ForecastFigure View(string method, MethodForecast figure, double? pnl) => new()
    {
        Method = method,
        ValueAtRisk = figure.ValueAtRisk,
        ExpectedShortfall = figure.ExpectedShortfall,
        IsException = pnl is { } profit && figure.ValueAtRisk is { } value ? VarBacktest.IsException(profit, value) : null,
        Flag = figure.Flag,
        Reason = figure.Reason,
    };
}
