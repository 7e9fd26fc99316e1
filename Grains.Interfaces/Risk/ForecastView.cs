using Ballast.Domain;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;

namespace Ballast.Grains.Interfaces.Risk;

/// <summary>Risk of a portfolio as forecast at a grid point, with its outcome.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-view")]
public sealed record ForecastView
{
    /// <summary>Time of the forecast: a point of the risk grid, at a whole second.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>End of the horizon.</summary>
    [Id(1)] public required Instant OutcomeAt { get; init; }

    /// <summary>Settings with which the figures were computed.</summary>
    [Id(2)] public required ForecastConventions Conventions { get; init; }

    /// <summary>Number of joint moves used.</summary>
    [Id(3)] public required int Observations { get; init; }

    /// <summary>Grid time of the newest joint move; the default when there is none.</summary>
    [Id(4)] public required Instant AsOf { get; init; }

    /// <summary>Figures, one per method.</summary>
    [Id(5)] public required IReadOnlyList<ForecastFigure> Figures { get; init; }

    /// <summary>Clean profit over the horizon, in report currency, negative for a loss; <see langword="null"/> when unknown.</summary>
    [Id(6)] public required double? Pnl { get; init; }

    /// <summary>Why the profit is unknown, e.g. because the horizon has not ended; otherwise <see langword="null"/>.</summary>
    [Id(7)] public required string? Reason { get; init; }
}

/// <summary>Forecast of one method, in report currency; a loss is positive.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-figure")]
public sealed record ForecastFigure
{
    /// <summary>One of <see cref="RiskMethods"/>.</summary>
    [Id(0)] public required string Method { get; init; }

    /// <summary>Value at risk; <see langword="null"/> when there is none.</summary>
    [Id(1)] public required double? ValueAtRisk { get; init; }

    /// <summary>Expected shortfall; <see langword="null"/> when there is none.</summary>
    [Id(2)] public required double? ExpectedShortfall { get; init; }

    /// <summary>Whether the loss was strictly above the value at risk; <see langword="null"/> when one of them is unknown.</summary>
    [Id(3)] public required bool? IsException { get; init; }

    /// <summary>Warning about the figures; <see langword="null"/> without one.</summary>
    [Id(4)] public required string? Flag { get; init; }

    /// <summary>Why there are no figures; otherwise <see langword="null"/>.</summary>
    [Id(5)] public required string? Reason { get; init; }
}
