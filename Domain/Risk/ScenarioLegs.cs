using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

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

/// <summary>How a settle asset converts to the report currency.</summary>
/// <param name="Settle">Asset converted.</param>
/// <param name="Rate">Current rate: report currency for one unit; 1 for the report currency itself.</param>
/// <param name="Hops">Spot instruments on the path of the rate; empty for a fixed rate.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-leg")]
public sealed record FxLeg([property: Id(0)] string Settle, [property: Id(1)] decimal Rate, [property: Id(2)] IReadOnlyList<FxHop> Hops);

/// <summary>One spot instrument in a conversion.</summary>
/// <param name="Instrument">Instrument whose moves change the rate.</param>
/// <param name="Inverse">Whether the rate is the inverse of its mid.</param>
[GenerateSerializer, Immutable, Alias("ballast.fx-hop")]
public readonly record struct FxHop([property: Id(0)] InstrumentId Instrument, [property: Id(1)] bool Inverse);

/// <summary>Grid samples of one instrument.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="FirstIndex">Grid index of the first mid.</param>
/// <param name="Mids">Mids, one per grid point, in quote; NaN where missing.</param>
[GenerateSerializer, Immutable, Alias("ballast.sample-series")]
public sealed record SampleSeries([property: Id(0)] InstrumentId Instrument, [property: Id(1)] long FirstIndex, [property: Id(2)] double[] Mids)
{
    /// <summary>Grid index after the last mid.</summary>
    public long EndIndex => FirstIndex + Mids.Length;

    /// <summary>Relative move over some grid steps up to <paramref name="index"/>; NaN when a sample is missing or the move is not finite.</summary>
    public double MoveTo(long index, int steps = 1)
    {
        var at = index - FirstIndex;
        if (at < steps || at >= Mids.Length)
        {
            return double.NaN;
        }

        var (before, after) = (Mids[at - steps], Mids[at]);
        return before > 0 && after > 0 && (after / before) - 1 is var move and > -1 and < double.PositiveInfinity ? move : double.NaN;
    }
}
