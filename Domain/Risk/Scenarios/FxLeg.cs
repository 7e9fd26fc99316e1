namespace Ballast.Domain.Risk.Scenarios;

/// <summary>How a settle asset converts to the report currency.</summary>
/// <param name="Settle">Asset converted.</param>
/// <param name="Rate">Current rate: report currency for one unit; 1 for the report currency itself.</param>
/// <param name="Hops">Spot instruments on the path of the rate; empty for a fixed rate.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-leg")]
public sealed record FxLeg([property: Id(0)] string Settle, [property: Id(1)] decimal Rate, [property: Id(2)] IReadOnlyList<FxHop> Hops);
