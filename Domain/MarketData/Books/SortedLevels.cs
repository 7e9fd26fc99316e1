using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Books;

/// <summary>Levels of one side in two parallel arrays, sorted so that the best level is the last one.</summary>
/// <remarks>Most changes are near the best price, so with it last a change moves few entries.</remarks>
internal sealed class SortedLevels(bool isBid)
{
    /// <summary>Minimum number of changes in a message for them to be merged into a large side, instead of being inserted one by one.</summary>
    internal const int MergeFrom = 256;

    private const int InitialCapacity = 64;
    private const int LargeSide = 4_096;

    private double[] _prices = new double[InitialCapacity];
    private double[] _amounts = new double[InitialCapacity];

    internal int Count { get; private set; }

    /// <summary>The level at an index, from 0, the worst, to <see cref="Count"/> − 1, the best.</summary>
    internal BookLevel this[int index] => new(_prices[index], _amounts[index]);

    /// <summary>Prices, worst first.</summary>
    internal ReadOnlySpan<double> Prices => _prices.AsSpan(0, Count);

    internal void Clear() => Count = 0;

    /// <summary>Applies changes in order, so that of a repeated price the last one counts.</summary>
    /// <remarks>Many changes to a large side are merged in one pass: far from the best price each insertion would move almost every entry.</remarks>
    internal void Apply(ReadOnlySpan<BookLevel> levels)
    {
        if (levels.Length >= MergeFrom && Count + levels.Length >= LargeSide)
        {
            Merge(levels);
            return;
        }

        foreach (var level in levels)
        {
            Set(level.Price, level.Amount);
        }
    }

    /// <summary>Replaces all levels. Venues send snapshots best first, which are copied without searching or moving.</summary>
    internal void Load(ReadOnlySpan<BookLevel> levels)
    {
        Clear();
        if (!IsCleanBestFirst(levels))
        {
            Apply(levels);
            return;
        }

        Reserve(levels.Length);
        Count = levels.Length;
        for (var i = 0; i < levels.Length; i++)
        {
            _prices[Count - 1 - i] = levels[i].Price + 0.0;
            _amounts[Count - 1 - i] = levels[i].Amount;
        }
    }

    internal void Set(double price, double amount)
    {
        if (!double.IsFinite(price))
        {
            return;
        }

        var at = Find(price);
        var stored = IsStorable(amount);
        if (at >= 0)
        {
            if (stored)
            {
                _amounts[at] = amount;
            }
            else
            {
                RemoveAt(at);
            }
        }
        else if (stored)
        {
            // Adding 0 turns negative zero into zero, so that a price has one representation.
            InsertAt(~at, price + 0.0, amount);
        }
    }

    /// <summary>Adds a level whose price is not present yet.</summary>
    internal void Insert(BookLevel level) => InsertAt(~Find(level.Price), level.Price, level.Amount);

    internal void RemoveBest() => Count--;

    internal void RemoveWorst(int count)
    {
        _prices.AsSpan(count, Count - count).CopyTo(_prices);
        _amounts.AsSpan(count, Count - count).CopyTo(_amounts);
        Count -= count;
    }

    /// <summary>Takes over the arrays of another instance, which must not be used afterwards.</summary>
    internal void Replace(SortedLevels other) => (_prices, _amounts, Count) = (other._prices, other._amounts, other.Count);

    /// <summary>Releases memory that is no longer needed.</summary>
    internal void Shrink()
    {
        var capacity = Math.Max(InitialCapacity, Count + (Count / 4));
        if (capacity < _prices.Length / 2)
        {
            Array.Resize(ref _prices, capacity);
            Array.Resize(ref _amounts, capacity);
        }
    }

    internal static bool IsStorable(double amount) => amount > 0 && amount <= double.MaxValue;

    private void Merge(ReadOnlySpan<BookLevel> levels)
    {
        var changes = WorstFirst(levels);
        var (prices, amounts) = (new double[Count + changes.Count], new double[Count + changes.Count]);
        var (count, next) = (0, 0);
        foreach (var change in changes)
        {
            while (next < Count && IsBetter(change.Price, _prices[next]))
            {
                (prices[count], amounts[count++]) = (_prices[next], _amounts[next++]);
            }

            next += next < Count && _prices[next] == change.Price ? 1 : 0;
            if (IsStorable(change.Amount))
            {
                (prices[count], amounts[count++]) = (change.Price, change.Amount);
            }
        }

        for (; next < Count; next++)
        {
            (prices[count], amounts[count++]) = (_prices[next], _amounts[next]);
        }

        (_prices, _amounts, Count) = (prices, amounts, count);
    }

    /// <summary>The last change of each price, worst price first.</summary>
    private List<BookLevel> WorstFirst(ReadOnlySpan<BookLevel> levels)
    {
        var sorted = new (double Price, int Index)[levels.Length];
        var count = 0;
        for (var i = 0; i < levels.Length; i++)
        {
            if (double.IsFinite(levels[i].Price))
            {
                sorted[count++] = (levels[i].Price + 0.0, i);
            }
        }

        var direction = isBid ? 1 : -1;
        sorted.AsSpan(0, count).Sort((left, right) => left.Price == right.Price ? left.Index.CompareTo(right.Index) : direction * left.Price.CompareTo(right.Price));
        var changes = new List<BookLevel>(count);
        for (var i = 0; i < count; i++)
        {
            if (i + 1 == count || sorted[i + 1].Price != sorted[i].Price)
            {
                changes.Add(new(sorted[i].Price, levels[sorted[i].Index].Amount));
            }
        }

        return changes;
    }

    private bool IsBetter(double left, double right) => isBid ? left > right : left < right;

    private bool IsCleanBestFirst(ReadOnlySpan<BookLevel> levels)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            if (!double.IsFinite(levels[i].Price) || !IsStorable(levels[i].Amount)
                || (i > 0 && !IsBetter(levels[i - 1].Price, levels[i].Price)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Index of a price, or the bitwise complement of the index at which to insert it.</summary>
    private int Find(double price)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var known = _prices[middle];
            if (known == price)
            {
                return middle;
            }

            if (IsBetter(price, known))
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    private void InsertAt(int index, double price, double amount)
    {
        Reserve(Count + 1);
        _prices.AsSpan(index, Count - index).CopyTo(_prices.AsSpan(index + 1));
        _amounts.AsSpan(index, Count - index).CopyTo(_amounts.AsSpan(index + 1));
        _prices[index] = price;
        _amounts[index] = amount;
        Count++;
    }

    private void RemoveAt(int index)
    {
        _prices.AsSpan(index + 1, Count - index - 1).CopyTo(_prices.AsSpan(index));
        _amounts.AsSpan(index + 1, Count - index - 1).CopyTo(_amounts.AsSpan(index));
        Count--;
    }

    private void Reserve(int needed)
    {
        if (needed > _prices.Length)
        {
            var capacity = Math.Max(needed, _prices.Length * 2);
            Array.Resize(ref _prices, capacity);
            Array.Resize(ref _amounts, capacity);
        }
    }
}
