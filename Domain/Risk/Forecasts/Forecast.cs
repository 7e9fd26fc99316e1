using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Forecasts;

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
