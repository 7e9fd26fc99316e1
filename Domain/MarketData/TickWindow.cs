using System.Numerics;

namespace Ballast.Domain.MarketData;

/// <summary>Levels of one side in a window of ticks, indexed by tick, so that changes need no search and no moving.</summary>
/// <remarks>
/// Amounts are stored in pages of 8 ticks, which exist only where there are levels. A bitmap marks the ticks that have a level, a summary
/// marks the nonzero words of the bitmap, and one word marks the nonzero words of the summary. Prices off the grid or outside the
/// window are not stored here.
/// </remarks>
internal sealed class TickWindow
{
    /// <summary>Maximum number of ticks that three levels of 64-bit words can index.</summary>
    internal const int MostTicks = 64 * 64 * 64;

    private const int FirstPages = 64;

    private readonly TickGrid grid;
    private readonly double ticksPerUnit;
    private readonly double origin;
    private readonly int size;
    private readonly ulong[] bits;
    private readonly ulong[] summary;
    private ulong top;

    // Page number in the pool for each 8 ticks; 0 means no page.
    private readonly ushort[] pages;
    private double[] pool = new double[(FirstPages + 1) * 8];
    private ushort[] free = new ushort[FirstPages];
    private int freeCount;
    private int usedPages;

    /// <summary>Creates an empty window.</summary>
    /// <param name="grid">Price grid.</param>
    /// <param name="origin">Number of the first tick.</param>
    /// <param name="size">Number of ticks; a power of two from 64 to <see cref="MostTicks"/>.</param>
    internal TickWindow(TickGrid grid, double origin, int size)
    {
        (this.grid, this.origin, this.size) = (grid, origin, size);
        ticksPerUnit = grid.Scale / grid.Step;
        bits = new ulong[size / 64];
        summary = new ulong[(bits.Length + 63) / 64];
        pages = new ushort[size / 8];
    }

    internal int Size => size;

    internal int Count { get; private set; }

    /// <summary>The level at a tick index, which must have one.</summary>
    internal BookLevel this[int index] =>
        new((origin + index) * grid.Step / grid.Scale, pool[(pages[index >> 3] << 3) | (index & 7)]);

    /// <summary>Applies changes in order; those outside the window are applied to <paramref name="others"/>.</summary>
    /// <returns>Number of changes outside the window.</returns>
    internal int Apply(ReadOnlySpan<BookLevel> levels, SortedLevels others)
    {
        var elsewhere = 0;
        var (step, scale, perUnit, first) = (grid.Step, grid.Scale, ticksPerUnit, origin);
        double last = size;
        foreach (ref readonly var level in levels)
        {
            var tick = Math.Round(level.Price * perUnit);
            var place = tick - first;
            if (place >= 0 && place < last && tick * step / scale == level.Price)
            {
                Set((int)place, level.Amount);
            }
            else
            {
                others.Set(level.Price, level.Amount);
                elsewhere++;
            }
        }

        return elsewhere;
    }

    /// <summary>Adds a new level.</summary>
    /// <returns><see langword="false"/> when its price is outside the window.</returns>
    internal bool TryAdd(BookLevel level)
    {
        var tick = Math.Round(level.Price * ticksPerUnit);
        var place = tick - origin;
        if (!(place >= 0 && place < size && tick * grid.Step / grid.Scale == level.Price))
        {
            return false;
        }

        Set((int)place, level.Amount);
        return true;
    }

    internal void Remove(int index) => Set(index, 0);

    /// <summary>Highest tick that has a level, below <paramref name="end"/>; −1 when there is none.</summary>
    internal int LastBelow(int end)
    {
        var word = end >> 6;
        if ((end & 63) != 0)
        {
            var found = bits[word] & ((1UL << end) - 1);
            if (found != 0)
            {
                return (word << 6) | Highest(found);
            }
        }

        var group = word >> 6;
        if ((word & 63) != 0)
        {
            var found = summary[group] & ((1UL << word) - 1);
            if (found != 0)
            {
                return LastOf((group << 6) | Highest(found));
            }
        }

        var groups = group >= 64 ? top : top & ((1UL << group) - 1);
        if (groups == 0)
        {
            return -1;
        }

        group = Highest(groups);
        return LastOf((group << 6) | Highest(summary[group]));
    }

    /// <summary>Lowest tick from <paramref name="start"/> on that has a level; −1 when there is none.</summary>
    internal int FirstFrom(int start)
    {
        if (start >= size)
        {
            return -1;
        }

        var word = start >> 6;
        var found = bits[word] & (ulong.MaxValue << start);
        if (found != 0)
        {
            return (word << 6) | BitOperations.TrailingZeroCount(found);
        }

        var group = word >> 6;
        if ((word & 63) != 63)
        {
            found = summary[group] & (ulong.MaxValue << (word + 1));
            if (found != 0)
            {
                return FirstOf((group << 6) | BitOperations.TrailingZeroCount(found));
            }
        }

        var groups = group >= 63 ? 0 : top & (ulong.MaxValue << (group + 1));
        if (groups == 0)
        {
            return -1;
        }

        group = BitOperations.TrailingZeroCount(groups);
        return FirstOf((group << 6) | BitOperations.TrailingZeroCount(summary[group]));
    }

    private void Set(int index, double amount)
    {
        ref var word = ref bits[index >> 6];
        var bit = 1UL << index;
        if (SortedLevels.IsStorable(amount))
        {
            int page = pages[index >> 3];
            if (page == 0)
            {
                page = TakePage(index >> 3);
            }

            pool[(page << 3) | (index & 7)] = amount;
            if ((word & bit) == 0)
            {
                if (word == 0)
                {
                    Mark(index >> 6);
                }

                word |= bit;
                Count++;
            }
        }
        else if ((word & bit) != 0)
        {
            word &= ~bit;
            Count--;
            if ((byte)(word >> (index & 0x38)) == 0)
            {
                free[freeCount++] = pages[index >> 3];
                pages[index >> 3] = 0;
            }

            if (word == 0)
            {
                Unmark(index >> 6);
            }
        }
    }

    private static int Highest(ulong word) => 63 - BitOperations.LeadingZeroCount(word);

    private int LastOf(int word) => (word << 6) | Highest(bits[word]);

    private int FirstOf(int word) => (word << 6) | BitOperations.TrailingZeroCount(bits[word]);

    private void Mark(int word)
    {
        summary[word >> 6] |= 1UL << word;
        top |= 1UL << (word >> 6);
    }

    private void Unmark(int word)
    {
        summary[word >> 6] &= ~(1UL << word);
        if (summary[word >> 6] == 0)
        {
            top &= ~(1UL << (word >> 6));
        }
    }

    private int TakePage(int slot)
    {
        int page;
        if (freeCount > 0)
        {
            page = free[--freeCount];
        }
        else
        {
            if (usedPages == free.Length)
            {
                Array.Resize(ref free, free.Length * 2);
                Array.Resize(ref pool, (free.Length + 1) * 8);
            }

            page = ++usedPages;
        }

        pages[slot] = (ushort)page;
        return page;
    }
}
