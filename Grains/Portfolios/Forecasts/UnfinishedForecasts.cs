using Ballast.Domain.Risk.Forecasts;

namespace Ballast.Grains.Portfolios.Forecasts;

/// <summary>Points of forecasts with which a following recording goes on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.unfinished-forecasts")]
public sealed record UnfinishedForecasts
{
    /// <summary>Points whose forecasts have no outcome yet, and the newest point, oldest first.</summary>
    [Id(0)] public required IReadOnlyList<ForecastPoint> Points { get; init; }

    /// <summary>Point at which simulated moves were last fitted, which later forecasts of its block use; <see langword="null"/> when there is none.</summary>
    [Id(1)] public required ForecastPoint? Fit { get; init; }
}
