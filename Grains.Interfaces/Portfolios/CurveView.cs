using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Interfaces.Portfolios;

/// <summary>A part of a portfolio's equity curve.</summary>
[GenerateSerializer, Immutable, Alias("ballast.curve-view")]
public sealed record CurveView
{
    /// <summary>The portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Asset of the figures.</summary>
    [Id(1)] public required string Currency { get; init; }

    /// <summary>Distance of the points. The point of a minute or day is its last second and exists when the next one has begun.</summary>
    [Id(2)] public required CurveResolution Resolution { get; init; }

    /// <summary>Points, oldest first; times at which nothing closed have none.</summary>
    [Id(3)] public required IReadOnlyList<CurvePoint> Points { get; init; }
}
