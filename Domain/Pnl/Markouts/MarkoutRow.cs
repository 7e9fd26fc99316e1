namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Markouts of one group of fills at every horizon.</summary>
/// <param name="Key">Key of the fills.</param>
/// <param name="Spread">Spread captured by the fills.</param>
/// <param name="Horizons">Markouts, one per horizon in the order of the policy.</param>
[GenerateSerializer, Immutable, Alias("ballast.markout-row")]
public sealed record MarkoutRow(
    [property: Id(0)] MarkoutKey Key, [property: Id(1)] MarkoutFigures Spread, [property: Id(2)] MarkoutFigures[] Horizons);
