namespace Ballast.Domain.Pnl;

/// <summary>How far apart the points of a curve are.</summary>
public enum CurveResolution
{
    /// <summary>One second; kept for a day.</summary>
    Second,

    /// <summary>One minute; kept for 90 days.</summary>
    Minute,

    /// <summary>One UTC day; kept for ever.</summary>
    Day,
}

/// <summary>A portfolio's profit at a whole second of venue time. Never changed once it is there.</summary>
/// <param name="At">Whole second.</param>
/// <param name="Total">In report currency; <see langword="null"/> when a figure, a rate or a member was missing.</param>
/// <param name="PartialTotal">Sum of what was known; equal to the total when that is known.</param>
/// <param name="Complete">Whether every member had closed that second.</param>
[GenerateSerializer, Immutable, Alias("ballast.curve-point")]
public readonly record struct CurvePoint(
    [property: Id(0)] Instant At, [property: Id(1)] decimal? Total, [property: Id(2)] decimal PartialTotal, [property: Id(3)] bool Complete);
