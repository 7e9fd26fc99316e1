using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Result of a stress for one instrument's position.</summary>
/// <param name="Instrument">The instrument, over all accounts.</param>
/// <param name="Pnl">Profit, in report currency; a loss is negative.</param>
[GenerateSerializer, Immutable, Alias("ballast.stress-leg")]
public readonly record struct StressLeg([property: Id(0)] InstrumentId Instrument, [property: Id(1)] double Pnl);
