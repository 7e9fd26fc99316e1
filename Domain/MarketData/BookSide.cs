using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ballast.Domain.MarketData;

/// <summary>One side of a book in two parallel arrays, sorted so that the best level is the last one.</summary>
/// <remarks>Most changes are near the best price, and with it last they move few entries.</remarks>
internal sealed class BookSide(bool isBid)
{
    private const int InitialCapacity = 64;

    private double[] prices = new double[InitialCapacity];
    private double[] amounts = new double[InitialCapacity];

    internal int Count { get; private set; }

    internal BookLevel? Best => Count == 0 ? null : new(prices[Count - 1], amounts[Count - 1]);

    internal void Clear() => Count = 0;

    /// <summary>Applies changes in order, so that the last of a repeated price stands.</summary>
    internal void Apply(ReadOnlySpan<BookLevel> levels)
    {
        foreach (var level in levels)
        {
            Set(level.Price, level.Amount);
        }
    }

    /// <summary>Replaces everything. Venues send snapshots best first, and those need no search and no moving.</summary>
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
            prices[Count - 1 - i] = levels[i].Price;
            amounts[Count - 1 - i] = levels[i].Amount;
        }
    }

    internal BookLevel[] Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var levels = new BookLevel[Math.Min(count, Count)];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = new(prices[Count - 1 - i], amounts[Count - 1 - i]);
        }

        return levels;
    }

    internal void AddTo(IncrementalHash hash)
    {
        ReadOnlySpan<int> count = [Count];
        hash.AppendData(MemoryMarshal.AsBytes(count));
        hash.AppendData(MemoryMarshal.AsBytes(prices.AsSpan(0, Count)));
        hash.AppendData(MemoryMarshal.AsBytes(amounts.AsSpan(0, Count)));
    }

    private void Set(double price, double amount)
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
                amounts[at] = amount;
            }
            else
            {
                RemoveAt(at);
            }
        }
        else if (stored)
        {
            InsertAt(~at, price, amount);
        }
    }

    private static bool IsStorable(double amount) => amount > 0 && double.IsFinite(amount);

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

    /// <summary>Index of a price, or the complement of where it belongs.</summary>
    private int Find(double price)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var known = prices[middle];
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
        prices.AsSpan(index, Count - index).CopyTo(prices.AsSpan(index + 1));
        amounts.AsSpan(index, Count - index).CopyTo(amounts.AsSpan(index + 1));
        prices[index] = price;
        amounts[index] = amount;
        Count++;
    }

    private void RemoveAt(int index)
    {
        prices.AsSpan(index + 1, Count - index - 1).CopyTo(prices.AsSpan(index));
        amounts.AsSpan(index + 1, Count - index - 1).CopyTo(amounts.AsSpan(index));
        Count--;
    }

    private void Reserve(int needed)
    {
        if (needed > prices.Length)
        {
            var capacity = Math.Max(needed, prices.Length * 2);
            Array.Resize(ref prices, capacity);
            Array.Resize(ref amounts, capacity);
        }
    }
}
