namespace Ballast.Domain.Pnl.Closing;

/// <summary>Profit of a portfolio at a whole second of venue time. It never changes once written.</summary>
/// <param name="At">The whole second.</param>
/// <param name="Total">Profit since the beginning, in report currency; <see langword="null"/> when a figure, a rate or a member was missing.</param>
/// <param name="PartialTotal">Sum of the known profits, in report currency; equal to the total when that is known.</param>
/// <param name="Complete">Whether all members had closed that second.</param>
[GenerateSerializer, Immutable, Alias("ballast.curve-point")]
public readonly record struct CurvePoint(
    [property: Id(0)] Instant At, [property: Id(1)] decimal? Total, [property: Id(2)] decimal PartialTotal, [property: Id(3)] bool Complete);
