using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What the figures of a portfolio's forecasts were made with.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-conventions")]
public sealed record ForecastConventions
{
    /// <summary>Grid, confidence, horizon, window and the methods' parameters.</summary>
    [Id(0)] public required RiskSettings Settings { get; init; }

    /// <summary>Report currency: that of figures and outcomes.</summary>
    [Id(1)] public required string Currency { get; init; }

    /// <summary>Instruments that follow another's moves.</summary>
    [Id(2)] public required IReadOnlyDictionary<InstrumentId, InstrumentId> Follows { get; init; }

    /// <summary>Grid steps that simulated moves and the weights of a GARCH serve for.</summary>
    [Id(3)] public required int RefitEvery { get; init; }

    /// <summary>Methods, in the order of <see cref="Forecast.Figures"/>.</summary>
    [Id(4)] public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Whether figures made with the other can be counted together with these.</summary>
    public bool Agrees(ForecastConventions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Settings == other.Settings && Currency == other.Currency && RefitEvery == other.RefitEvery
            && Methods.SequenceEqual(other.Methods) && Follows.Order(ByKey).SequenceEqual(other.Follows.Order(ByKey));
    }

    private static Comparer<KeyValuePair<InstrumentId, InstrumentId>> ByKey { get; } =
        Comparer<KeyValuePair<InstrumentId, InstrumentId>>.Create((left, right) => left.Key.CompareTo(right.Key));
}

/// <summary>What one method forecast. In report currency; positive is a loss.</summary>
/// <param name="ValueAtRisk"><see langword="null"/> with <see cref="Reason"/>.</param>
/// <param name="ExpectedShortfall"><see langword="null"/> with <see cref="Reason"/>.</param>
/// <param name="Flag">What is to be known of the figure; <see langword="null"/> for nothing.</param>
/// <param name="Reason">Why there is none; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.method-forecast")]
public readonly record struct MethodForecast(
    [property: Id(0)] double? ValueAtRisk, [property: Id(1)] double? ExpectedShortfall, [property: Id(2)] string? Flag, [property: Id(3)] string? Reason);

/// <summary>A portfolio's risk as it was forecast at a point of the grid, of what was known there. Never changed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast")]
public sealed record Forecast
{
    /// <summary>The point, venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Joint moves it was made of.</summary>
    [Id(1)] public required int Observations { get; init; }

    /// <summary>Grid time of the newest of them, not after <see cref="At"/>; the default when there is none.</summary>
    [Id(2)] public required Instant AsOf { get; init; }

    /// <summary>In the order of the conventions' methods; empty when none has a figure, all for <see cref="Reason"/>.</summary>
    [Id(3)] public required IReadOnlyList<MethodForecast> Figures { get; init; }

    /// <summary>Why no method has a figure; otherwise <see langword="null"/>.</summary>
    [Id(4)] public string? Reason { get; init; }

    /// <summary>The figure of a method by its place among the conventions' methods.</summary>
    public MethodForecast Of(int method) => Figures.Count == 0 ? new(null, null, null, Reason) : Figures[method];

    /// <summary>Takes the figures of a report, which is of all methods.</summary>
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

/// <summary>What happened after a forecast.</summary>
/// <param name="At">Time of the forecast.</param>
/// <param name="Pnl">Clean profit over the horizon, a loss negative; <see langword="null"/> when it is not known.</param>
/// <param name="Reason">Why it is not; otherwise <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.forecast-outcome")]
public readonly record struct ForecastOutcome([property: Id(0)] Instant At, [property: Id(1)] double? Pnl, [property: Id(2)] string? Reason);
