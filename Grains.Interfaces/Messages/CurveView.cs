using Ballast.Domain.Pnl;

namespace Ballast.Grains.Interfaces;

/// <summary>A part of a portfolio's equity curve.</summary>
[GenerateSerializer, Immutable, Alias("ballast.curve-view")]
public sealed record CurveView
{
    /// <summary>Which portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Asset of the figures.</summary>
    [Id(1)] public required string Currency { get; init; }

    /// <summary>Distance of the points. A minute or day is the last second in it, and is there when the next has begun.</summary>
    [Id(2)] public required CurveResolution Resolution { get; init; }

    /// <summary>Oldest first; a time at which nothing closed has none.</summary>
    [Id(3)] public required IReadOnlyList<CurvePoint> Points { get; init; }
}
