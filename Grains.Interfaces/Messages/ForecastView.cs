using Ballast.Domain;
using Ballast.Domain.Risk;

namespace Ballast.Grains.Interfaces;

/// <summary>A portfolio's risk as it was forecast at a point of the grid, with what then happened.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-view")]
public sealed record ForecastView
{
    /// <summary>Time of the forecast: a whole second that is a point of the risk grid.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>End of its horizon.</summary>
    [Id(1)] public required Instant OutcomeAt { get; init; }

    /// <summary>What the figures were made with.</summary>
    [Id(2)] public required ForecastConventions Conventions { get; init; }

    /// <summary>Joint moves the figures were made of.</summary>
    [Id(3)] public required int Observations { get; init; }

    /// <summary>Grid time of the newest of them; the default when there is none.</summary>
    [Id(4)] public required Instant AsOf { get; init; }

    /// <summary>By method.</summary>
    [Id(5)] public required IReadOnlyList<ForecastFigure> Figures { get; init; }

    /// <summary>Clean profit over the horizon in report currency, a loss negative; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(6)] public required double? Pnl { get; init; }

    /// <summary>Why the profit is not known, e.g. because the horizon has not ended; otherwise <see langword="null"/>.</summary>
    [Id(7)] public required string? Reason { get; init; }
}

/// <summary>What one method forecast. In report currency; positive is a loss.</summary>
[GenerateSerializer, Immutable, Alias("ballast.forecast-figure")]
public sealed record ForecastFigure
{
    /// <summary>One of <see cref="RiskMethods"/>.</summary>
    [Id(0)] public required string Method { get; init; }

    /// <summary><see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(1)] public required double? ValueAtRisk { get; init; }

    /// <summary><see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(2)] public required double? ExpectedShortfall { get; init; }

    /// <summary>Whether the loss went strictly beyond the value at risk; <see langword="null"/> while one of the two is not known.</summary>
    [Id(3)] public required bool? IsException { get; init; }

    /// <summary>What is to be known of the figure; <see langword="null"/> for nothing.</summary>
    [Id(4)] public required string? Flag { get; init; }

    /// <summary>Why there is no figure; otherwise <see langword="null"/>.</summary>
    [Id(5)] public required string? Reason { get; init; }
}
