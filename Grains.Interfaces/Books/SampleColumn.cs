using Ballast.Domain;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Closed grid samples of one book.</summary>
[GenerateSerializer, Immutable, Alias("ballast.sample-column")]
public sealed record SampleColumn
{
    /// <summary>Grid index (venue time divided by the grid step) of the first value.</summary>
    [Id(0)] public required long FirstIndex { get; init; }

    /// <summary>Previous-tick mids, one per grid point, in quote; NaN where none was fresh.</summary>
    [Id(1)] public required double[] Mids { get; init; }

    /// <summary>Changes when the book has gained samples that are older than its newest one, so that readers that keep samples must read all again.</summary>
    [Id(2)] public long Version { get; init; }

    /// <summary>Arrival time as of which the points are closed: at most what the reader asked for, and what the book's own feed has reached.</summary>
    [Id(3)] public Instant ClosedAsOf { get; init; }

    /// <summary>Grid index after the last value.</summary>
    public long EndIndex => FirstIndex + Mids.Length;

    /// <summary>The mid at a grid index, in quote; NaN when there was none, or the column does not reach that far.</summary>
    public double At(long index) => index >= FirstIndex && index < EndIndex ? Mids[index - FirstIndex] : double.NaN;

    /// <summary>The mid at the last grid point at or before a time, in quote; NaN when there was none, or the column does not reach that far.</summary>
    /// <param name="at">Venue time.</param>
    /// <param name="grid">Grid of the samples.</param>
    public double At(Instant at, SamplingGrid grid) => At(grid.IndexAtOrBefore(at));
}
