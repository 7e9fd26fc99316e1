using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Grid samples of one instrument.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="FirstIndex">Grid index of the first mid.</param>
/// <param name="Mids">Mids, one per grid point, in quote; NaN where missing.</param>
[GenerateSerializer, Immutable, Alias("ballast.sample-series")]
public sealed record SampleSeries([property: Id(0)] InstrumentId Instrument, [property: Id(1)] long FirstIndex, [property: Id(2)] double[] Mids)
{
    /// <summary>Grid index after the last mid.</summary>
    public long EndIndex => FirstIndex + Mids.Length;

    /// <summary>The mid at a grid index, in quote; NaN when it is missing, or the series does not reach that far.</summary>
    public double At(long index) => index >= FirstIndex && index < EndIndex ? Mids[index - FirstIndex] : double.NaN;

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
