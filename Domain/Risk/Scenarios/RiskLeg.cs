using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>One position to revalue.</summary>
/// <param name="Instrument">Instrument whose moves it uses.</param>
/// <param name="Contract">Value function of the contract.</param>
/// <param name="Quantity">Signed position, in the venue's unit of amount.</param>
/// <param name="Mark">Current mark, in quote; positive.</param>
/// <param name="Settle">Asset in which its profit is paid.</param>
[GenerateSerializer, Immutable, Alias("ballast.risk-leg")]
public sealed record RiskLeg(
    [property: Id(0)] InstrumentId Instrument,
    [property: Id(1)] ContractValue Contract,
    [property: Id(2)] decimal Quantity,
    [property: Id(3)] decimal Mark,
    [property: Id(4)] string Settle)
{
    /// <summary>The same position, named by the instrument whose samples it moves with: the one it follows, or its own.</summary>
    /// <param name="follows">Instruments that follow another's moves, with that other.</param>
    public RiskLeg Following(IReadOnlyDictionary<InstrumentId, InstrumentId> follows)
    {
        ArgumentNullException.ThrowIfNull(follows);
        return follows.TryGetValue(Instrument, out var followed) ? this with { Instrument = followed } : this;
    }
}
