namespace Ballast.Domain;

/// <summary>Binary search among entries that are in order.</summary>
public static class SortedSearch
{
    /// <summary>Number of entries at the beginning for which a condition holds.</summary>
    /// <typeparam name="TState">What the condition looks at.</typeparam>
    /// <param name="count">Number of entries; not negative.</param>
    /// <param name="state">Handed to the condition, so that it captures nothing and allocates nothing.</param>
    /// <param name="holds">Whether the condition holds for the entry with an index. Once false for an entry, it is false for all later ones.</param>
    /// <returns>The index of the first entry for which it does not hold, or <paramref name="count"/> when it holds for all.</returns>
    public static int CountWhile<TState>(int count, TState state, Func<TState, int, bool> holds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(holds);
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = holds(state, middle) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
