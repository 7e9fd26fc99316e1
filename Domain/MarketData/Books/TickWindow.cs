using System.Numerics;
using System.Runtime.InteropServices;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Books;

/// <summary>Levels of one side in a window of ticks, indexed by tick, so that changes need no search and no moving.</summary>
/// <remarks>
/// Amounts are stored in pages of 8 ticks, which exist only where there are levels. A bitmap marks the ticks that have a level, a summary
/// marks the nonzero words of the bitmap, and one word marks the nonzero words of the summary. Prices off the grid or outside the
/// window are not stored here.
/// </remarks>
internal sealed class TickWindow
{
    /// <summary>Maximum number of ticks that three levels of 64-bit words can index.</summary>
    internal const int MaxTicks = 64 * 64 * 64;

    private const int FirstPages = 64;

    private readonly TickGrid _grid;
    private readonly double _ticksPerUnit;
    private readonly double _origin;
    private readonly int _size;
    private readonly ulong[] _bits;
    private readonly ulong[] _summary;
    private ulong _top;

    // Page number in the pool for each 8 ticks; 0 means no page.
    private readonly ushort[] _pages;
    private double[] _pool = new double[(FirstPages + 1) * 8];
    private ushort[] _free = new ushort[FirstPages];
    private int _freeCount;
    private int _usedPages;

    /// <summary>Creates an empty window.</summary>
    /// <param name="grid">Price grid.</param>
    /// <param name="origin">Number of the first tick.</param>
    /// <param name="size">Number of ticks; a power of two from 64 to <see cref="MaxTicks"/>.</param>
    internal TickWindow(TickGrid grid, double origin, int size)
    {
        (_grid, _origin, _size) = (grid, origin, size);
        _ticksPerUnit = grid.Scale / grid.Step;
        _bits = new ulong[size / 64];
        _summary = new ulong[(_bits.Length + 63) / 64];
        _pages = new ushort[size / 8];
    }

    internal int Size => _size;

    internal int Count { get; private set; }

    /// <summary>The level at a tick index, which must have one.</summary>
    internal BookLevel this[int index] =>
        new((_origin + index) * _grid.Step / _grid.Scale, _pool[(_pages[index >> 3] << 3) | (index & 7)]);

    /// <summary>Applies changes in order; those outside the window are applied to <paramref name="others"/>.</summary>
    /// <returns>Number of changes outside the window.</returns>
    internal int Apply(ReadOnlySpan<BookLevel> levels, SortedLevels others)
    {
        var elsewhere = 0;
        var outside = levels.Length >= SortedLevels.MergeFrom ? new List<BookLevel>() : null;
        var (step, scale, perUnit, first) = (_grid.Step, _grid.Scale, _ticksPerUnit, _origin);
        double last = _size;
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
                outside?.Add(level);
                if (outside is null)
                {
                    others.Set(level.Price, level.Amount);
                }

                elsewhere++;
            }
        }

        others.Apply(CollectionsMarshal.AsSpan(outside));
        return elsewhere;
    }

    /// <summary>Adds a new level.</summary>
    /// <returns><see langword="false"/> when its price is outside the window.</returns>
    internal bool TryAdd(BookLevel level)
    {
        var tick = Math.Round(level.Price * _ticksPerUnit);
        var place = tick - _origin;
        if (!(place >= 0 && place < _size && tick * _grid.Step / _grid.Scale == level.Price))
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
            var found = _bits[word] & ((1UL << end) - 1);
            if (found != 0)
            {
                return (word << 6) | Highest(found);
            }
        }

        var group = word >> 6;
        if ((word & 63) != 0)
        {
            var found = _summary[group] & ((1UL << word) - 1);
            if (found != 0)
            {
                return LastOf((group << 6) | Highest(found));
            }
        }

        var groups = group >= 64 ? _top : _top & ((1UL << group) - 1);
        if (groups == 0)
        {
            return -1;
        }

        group = Highest(groups);
        return LastOf((group << 6) | Highest(_summary[group]));
    }

    /// <summary>Lowest tick from <paramref name="start"/> on that has a level; −1 when there is none.</summary>
    internal int FirstFrom(int start)
    {
        if (start >= _size)
        {
            return -1;
        }

        var word = start >> 6;
        var found = _bits[word] & (ulong.MaxValue << start);
        if (found != 0)
        {
            return (word << 6) | BitOperations.TrailingZeroCount(found);
        }

        var group = word >> 6;
        if ((word & 63) != 63)
        {
            found = _summary[group] & (ulong.MaxValue << (word + 1));
            if (found != 0)
            {
                return FirstOf((group << 6) | BitOperations.TrailingZeroCount(found));
            }
        }

        var groups = group >= 63 ? 0 : _top & (ulong.MaxValue << (group + 1));
        if (groups == 0)
        {
            return -1;
        }

        group = BitOperations.TrailingZeroCount(groups);
        return FirstOf((group << 6) | BitOperations.TrailingZeroCount(_summary[group]));
    }

    private void Set(int index, double amount)
    {
        ref var word = ref _bits[index >> 6];
        var bit = 1UL << index;
        if (SortedLevels.IsStorable(amount))
        {
            int page = _pages[index >> 3];
            if (page == 0)
            {
                page = TakePage(index >> 3);
            }

            _pool[(page << 3) | (index & 7)] = amount;
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
                _free[_freeCount++] = _pages[index >> 3];
                _pages[index >> 3] = 0;
            }

            if (word == 0)
            {
                Unmark(index >> 6);
            }
        }
    }

    private static int Highest(ulong word) => 63 - BitOperations.LeadingZeroCount(word);

    private int LastOf(int word) => (word << 6) | Highest(_bits[word]);

    private int FirstOf(int word) => (word << 6) | BitOperations.TrailingZeroCount(_bits[word]);

    private void Mark(int word)
    {
        _summary[word >> 6] |= 1UL << word;
        _top |= 1UL << (word >> 6);
    }

    private void Unmark(int word)
    {
        _summary[word >> 6] &= ~(1UL << word);
        if (_summary[word >> 6] == 0)
        {
            _top &= ~(1UL << (word >> 6));
        }
    }

    private int TakePage(int slot)
    {
        int page;
        if (_freeCount > 0)
        {
            page = _free[--_freeCount];
        }
        else
        {
            if (_usedPages == _free.Length)
            {
                Array.Resize(ref _free, _free.Length * 2);
                Array.Resize(ref _pool, (_free.Length + 1) * 8);
            }

            page = ++_usedPages;
        }

        _pages[slot] = (ushort)page;
        return page;
    }
}
