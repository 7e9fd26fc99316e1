using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>A book that was given up, so that minutes closed without its rates.</summary>
/// <param name="From">First such minute.</param>
/// <param name="Pair">Assets that it quotes.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-late-book")]
public readonly record struct FxLateBook([property: Id(0)] Instant From, [property: Id(1)] FxPair Pair);
