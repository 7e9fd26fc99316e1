namespace Ballast.Domain.Risk.Methods;

/// <summary>Finds the smallest values of a series in order, without sorting the rest.</summary>
internal static class SmallestValues
{
    /// <summary>With more, moving the values kept would take as long as sorting them all.</summary>
    private const int MostInserted = 256;

    /// <summary>The smallest values, ascending.</summary>
    /// <param name="series">Numbers, none of them NaN.</param>
    /// <param name="count">How many; at most the length of the series.</param>
    internal static double[] Of(ReadOnlySpan<double> series, int count)
    {
        if (count > MostInserted || count > series.Length / 4)
        {
            var sorted = series.ToArray();
            Array.Sort(sorted);
            return sorted;
        }

        var kept = series[..count].ToArray();
        Array.Sort(kept);
        if (count == 0)
        {
            return kept;
        }

        foreach (var value in series[count..])
        {
            if (value < kept[^1])
            {
                Insert(kept, value);
            }
        }

        return kept;
    }

    /// <summary>Puts a value in its place; the largest is lost.</summary>
    private static void Insert(Span<double> kept, double value)
    {
        var at = kept.BinarySearch(value);
        at = at < 0 ? ~at : at;
        kept[at..^1].CopyTo(kept[(at + 1)..]);
        kept[at] = value;
    }
}
