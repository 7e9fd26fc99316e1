using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>One spot instrument in a conversion.</summary>
/// <param name="Instrument">Instrument whose moves change the rate.</param>
/// <param name="Inverse">Whether the rate is the inverse of its mid.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-hop")]
public readonly record struct FxHop([property: Id(0)] InstrumentId Instrument, [property: Id(1)] bool Inverse);
