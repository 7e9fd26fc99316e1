using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Settings with which a portfolio's forecasts were computed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-conventions")]
public sealed record ForecastConventions
{
    /// <summary>Grid, confidence, horizon, window and parameters of the methods.</summary>
    [Id(0)] public required RiskSettings Settings { get; init; }

    /// <summary>Report currency of figures and outcomes.</summary>
    [Id(1)] public required string Currency { get; init; }

    /// <summary>Instruments that use another instrument's moves, by instrument.</summary>
    [Id(2)] public required IReadOnlyDictionary<InstrumentId, InstrumentId> Follows { get; init; }

    /// <summary>Number of grid steps for which simulated moves and GARCH weights are reused.</summary>
    [Id(3)] public required int RefitEvery { get; init; }

    /// <summary>Methods, in the order of <see cref="Forecast.Figures"/>.</summary>
    [Id(4)] public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Whether forecasts with these and the other settings may be counted together.</summary>
    public bool Agrees(ForecastConventions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Settings == other.Settings && Currency == other.Currency && RefitEvery == other.RefitEvery
            && Methods.SequenceEqual(other.Methods) && Follows.Order(ByKey).SequenceEqual(other.Follows.Order(ByKey));
    }

    private static Comparer<KeyValuePair<InstrumentId, InstrumentId>> ByKey { get; } =
        Comparer<KeyValuePair<InstrumentId, InstrumentId>>.Create((left, right) => left.Key.CompareTo(right.Key));
}

/// <summary>Forecast of one method, in report currency; a loss is positive.</summary>
/// <param name="ValueAtRisk">Value at risk; <see langword="null"/> when there is none.</param>
/// <param name="ExpectedShortfall">Expected shortfall; <see langword="null"/> when there is none.</param>
/// <param name="Flag">Warning about the figures; <see langword="null"/> without one.</param>
/// <param name="Reason">Why there are no figures; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.method-forecast")]
public readonly record struct MethodForecast(
    [property: Id(0)] double? ValueAtRisk, [property: Id(1)] double? ExpectedShortfall, [property: Id(2)] string? Flag, [property: Id(3)] string? Reason);

/// <summary>Risk of a portfolio as forecast at a grid point from what was known there. It never changes.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast")]
public sealed record Forecast
{
    /// <summary>The grid point, venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Number of joint moves used.</summary>
    [Id(1)] public required int Observations { get; init; }

    /// <summary>Grid time of the newest joint move, not after <see cref="At"/>; the default when there is none.</summary>
    [Id(2)] public required Instant AsOf { get; init; }

    /// <summary>Figures in the order of the conventions' methods; empty when no method has one, all for <see cref="Reason"/>.</summary>
    [Id(3)] public required IReadOnlyList<MethodForecast> Figures { get; init; }

    /// <summary>Why no method has a figure; otherwise <see langword="null"/>.</summary>
    [Id(4)] public string? Reason { get; init; }

    /// <summary>The figure of a method, by its index among the conventions' methods.</summary>
    public MethodForecast Of(int method) => Figures.Count == 0 ? new(null, null, null, Reason) : Figures[method];

    /// <summary>Takes the figures from a report of all methods.</summary>
    internal static Forecast Of(Instant at, RiskReport report)
    {
        MethodForecast[] figures = [.. report.Figures.Select(f => new MethodForecast(f.ValueAtRisk, f.ExpectedShortfall, f.Flag, f.Reason))];
        var isNone = figures.All(figure => figure == new MethodForecast(null, null, null, figures[0].Reason));
        return new()
        {
            At = at,
            Observations = report.Observations,
            AsOf = report.AsOf,
            Figures = isNone ? [] : figures,
            Reason = isNone ? figures[0].Reason : null,
        };
    }
}

/// <summary>Outcome of a forecast.</summary>
/// <param name="At">Time of the forecast.</param>
/// <param name="Pnl">Clean profit over the horizon, in report currency, negative for a loss; <see langword="null"/> when unknown.</param>
/// <param name="Reason">Why the profit is unknown; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.forecast-outcome")]
public readonly record struct ForecastOutcome([property: Id(0)] Instant At, [property: Id(1)] double? Pnl, [property: Id(2)] string? Reason);
