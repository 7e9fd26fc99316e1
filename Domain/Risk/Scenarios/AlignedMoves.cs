using System.Numerics.Tensors;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>
/// Finds the newest grid steps at which all instruments have moves, searching backwards in blocks, so that old history costs nothing when
/// it is not needed.
/// </summary>
internal static class AlignedMoves
{
    /// <summary>Moves at these steps, oldest first, one row per series in the order given, with the grid index of each step.</summary>
    internal static (double[][] Rows, long[] Grid) Of(IReadOnlyList<SampleSeries> samples, int window, int steps)
    {
        var first = samples.Max(s => s.FirstIndex) + steps;
        var end = samples.Min(s => s.EndIndex);
        var blocks = new List<Block>();
        for (var missing = window; missing > 0 && end > first;)
        {
            var start = Math.Max(first, end - window);
            var block = Read(samples, start, (int)(end - start), steps, missing);
            blocks.Insert(0, block);
            (missing, end) = (missing - block.Kept.Length, start);
        }

        return blocks is [{ IsWhole: true } only] ? (only.Rows, only.Grid()) : Joined(samples.Count, blocks);
    }

    private static Block Read(IReadOnlyList<SampleSeries> samples, long start, int count, int steps, int most)
    {
        var rows = new double[samples.Count][];
        var isMissing = new bool[count];
        for (var i = 0; i < rows.Length; i++)
        {
            var at = (int)(start - samples[i].FirstIndex);
            var mids = samples[i].Mids.AsSpan(at - steps, count + steps);
            var row = rows[i] = GC.AllocateUninitializedArray<double>(count);
            TensorPrimitives.Divide(mids[steps..], mids[..count], row);
            TensorPrimitives.Subtract(row, 1, row);

            // If a row holds NaN, its minimum and maximum are NaN and the comparisons are false.
            if (!(TensorPrimitives.Min<double>(mids) > 0 && TensorPrimitives.Min<double>(row) > -1 && TensorPrimitives.Max<double>(row) < double.PositiveInfinity))
            {
                for (var t = 0; t < count; t++)
                {
                    isMissing[t] |= double.IsNaN(samples[i].MoveTo(start + t, steps));
                }
            }
        }

        var kept = new List<int>();
        for (var t = count - 1; t >= 0 && kept.Count < most; t--)
        {
            if (!isMissing[t])
            {
                kept.Add(t);
            }
        }

        kept.Reverse();
        return new(start, rows, [.. kept], count);
    }

    private static (double[][] Rows, long[] Grid) Joined(int series, List<Block> blocks)
    {
        var grid = blocks.SelectMany(block => block.Grid()).ToArray();
        var rows = new double[series][];
        for (var i = 0; i < series; i++)
        {
            var (row, at) = (rows[i] = new double[grid.Length], 0);
            foreach (var block in blocks)
            {
                foreach (var t in block.Kept)
                {
                    row[at++] = block.Rows[i][t];
                }
            }
        }

        return (rows, grid);
    }

    private sealed record Block(long Start, double[][] Rows, int[] Kept, int Count)
    {
        internal bool IsWhole => Kept.Length == Count;

        internal long[] Grid() => Array.ConvertAll(Kept, t => Start + t);
    }
}
