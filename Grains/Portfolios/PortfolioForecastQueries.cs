using Ballast.Domain.Risk;

namespace Ballast.Grains.Portfolios;

/// <content>Forecasts: made at every closed point of the risk grid.</content>
public sealed partial class PortfolioGrain
{
    private PortfolioForecasts _forecasts = null!;

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastView>> GetForecasts(PortfolioId portfolio, Instant from, Instant to, string? method, int limit) =>
        ForecastRules.FaultOf(from, to, method, limit) is { } fault
            ? throw new ArgumentException(fault)
            : Task.FromResult<IReadOnlyList<ForecastView>>([.. _forecasts.History.Range(from, to, limit).Select(kept => View(kept, method))]);

    /// <inheritdoc />
    public Task<IReadOnlyList<ForecastPoint>> GetRecordedPoints(PortfolioId portfolio) =>
        Task.FromResult<IReadOnlyList<ForecastPoint>>([.. _forecasts.Recorded]);

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
