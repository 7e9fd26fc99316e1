namespace Ballast.Domain.Pnl.Fx;

/// <summary>A pair of assets that a spot instrument quotes.</summary>
/// <param name="Base">Base asset.</param>
/// <param name="Quote">Quote asset.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-pair")]
public readonly record struct FxPair([property: Id(0)] string Base, [property: Id(1)] string Quote);
