namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Sum of decimals of which single terms change, in constant time; its value and its scale are as if the terms were added one after the other.</summary>
/// <remarks>
/// Terms are kept by scale as whole numbers, and so are their sizes. While the sizes add up to less than 2^96 units of the greatest scale, no partial sum of
/// the terms is rounded, in whatever order they are added, so all orders give the same. Past that the order matters and the sum is not
/// known here. Not safe for concurrent use.
/// </remarks>
internal sealed class RunningSum
{
    private const int MaxScale = 28;

    /// <summary>The powers of ten from 0 to 28.</summary>
    private static readonly UInt128[] Powers = [.. Enumerable.Range(0, MaxScale + 1).Select(Power)];

    /// <summary>The greatest number that is below 2^96 when it is multiplied with the power of ten.</summary>
    private static readonly UInt128[] Rooms = [.. Powers.Select(power => Most / power)];

    /// <summary>By scale, ascending.</summary>
    private Bucket[] _buckets = [];

    /// <summary>Number of terms that are <see langword="null"/>.</summary>
    internal int Unknown { get; private set; }

    private static UInt128 Most => (UInt128.One << 96) - 1;

    internal void Add(decimal? term) => Count(term, 1);

    internal void Remove(decimal? term) => Count(term, -1);

    /// <summary>Replaces a term by another.</summary>
    internal void Replace(decimal? term, decimal? by)
    {
        if (!IsSame(term, by))
        {
            Remove(term);
            Add(by);
        }
    }

    /// <summary>The sum of the terms that are known.</summary>
    /// <returns>Whether it does not depend on their order.</returns>
    internal bool TryGet(out decimal sum)
    {
        var (total, size, scale) = (Int128.Zero, UInt128.Zero, 0);
        foreach (ref readonly var bucket in _buckets.AsSpan())
        {
            if (bucket.Terms == 0)
            {
                continue;
            }

            var step = bucket.Scale - scale;
            scale = bucket.Scale;
            if (size != 0)
            {
                if (size > Rooms[step])
                {
                    sum = 0;
                    return false;
                }

                size *= Powers[step];
                total *= (Int128)Powers[step];
            }

            size += bucket.Size;
            total += bucket.Sum;
            if (size > Most)
            {
                sum = 0;
                return false;
            }
        }

        sum = Decimal(total, scale);
        return true;
    }

    private static decimal Decimal(Int128 units, int scale)
    {
        var size = (UInt128)(units < 0 ? -units : units);
        var low = (ulong)size;
        return new((int)low, (int)(low >> 32), (int)(uint)(size >> 64), units < 0, (byte)scale);
    }

    private static UInt128 Power(int exponent)
    {
        var power = UInt128.One;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static bool IsSame(decimal? left, decimal? right) =>
        left is { } one && right is { } other ? one.Scale == other.Scale && one == other : left is null && right is null;

    private void Count(decimal? term, int by)
    {
        if (term is not { } known)
        {
            Unknown += by;
            return;
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(known, bits);
        var size = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        ref var bucket = ref Of(known.Scale);
        bucket.Terms += by;
        bucket.Size = by > 0 ? bucket.Size + size : bucket.Size - size;
        bucket.Sum = by > 0 == decimal.IsPositive(known) ? bucket.Sum + (Int128)size : bucket.Sum - (Int128)size;
    }

    private ref Bucket Of(byte scale)
    {
        var index = 0;
        while (index < _buckets.Length && _buckets[index].Scale < scale)
        {
            index++;
        }

        if (index == _buckets.Length || _buckets[index].Scale != scale)
        {
            _buckets = [.. _buckets.AsSpan(0, index), new() { Scale = scale }, .. _buckets.AsSpan(index)];
        }

        return ref _buckets[index];
    }

    /// <summary>The terms of one scale.</summary>
    private struct Bucket
    {
        internal byte Scale;

        internal int Terms;

        /// <summary>Sum of their whole numbers.</summary>
        internal Int128 Sum;

        /// <summary>Sum of the sizes of their whole numbers.</summary>
        internal UInt128 Size;
    }
}
