using System.Runtime.InteropServices;

namespace Ballast.Domain.Risk.Methods.Tiles;

/// <summary>Eight sums of products, of four rows with two.</summary>
internal struct TileSums<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TLanes _aa, _ab, _ba, _bb, _ca, _cb, _da, _db;

    /// <summary>Adds the products of vectors.</summary>
    /// <param name="left">Rows.</param>
    /// <param name="right">The others.</param>
    /// <param name="from">First vector.</param>
    /// <param name="to">The one after the last.</param>
    internal void Add((double[] A, double[] B, double[] C, double[] D) left, (double[] A, double[] B) right, int from, int to)
    {
        ref var a = ref MemoryMarshal.GetReference(left.A.AsSpan());
        ref var b = ref MemoryMarshal.GetReference(left.B.AsSpan());
        ref var c = ref MemoryMarshal.GetReference(left.C.AsSpan());
        ref var d = ref MemoryMarshal.GetReference(left.D.AsSpan());
        ref var e = ref MemoryMarshal.GetReference(right.A.AsSpan());
        ref var f = ref MemoryMarshal.GetReference(right.B.AsSpan());

        // Sums in locals stay in registers.
        var (aa, ab, ba, bb, ca, cb, da, db) = (_aa, _ab, _ba, _bb, _ca, _cb, _da, _db);
        for (var at = (nuint)(from * TLanes.Width); at < (nuint)(to * TLanes.Width); at += (nuint)TLanes.Width)
        {
            var (first, second) = (TLanes.Load(ref e, at), TLanes.Load(ref f, at));
            var row = TLanes.Load(ref a, at);
            (aa, ab) = (TLanes.AddProduct(aa, row, first), TLanes.AddProduct(ab, row, second));
            row = TLanes.Load(ref b, at);
            (ba, bb) = (TLanes.AddProduct(ba, row, first), TLanes.AddProduct(bb, row, second));
            row = TLanes.Load(ref c, at);
            (ca, cb) = (TLanes.AddProduct(ca, row, first), TLanes.AddProduct(cb, row, second));
            row = TLanes.Load(ref d, at);
            (da, db) = (TLanes.AddProduct(da, row, first), TLanes.AddProduct(db, row, second));
        }

        (_aa, _ab, _ba, _bb, _ca, _cb, _da, _db) = (aa, ab, ba, bb, ca, cb, da, db);
    }

    /// <summary>Adds the products of the last numbers, which fill no vector.</summary>
    internal void AddLast((double[] A, double[] B, double[] C, double[] D) left, (double[] A, double[] B) right, int count)
    {
        if (count == 0)
        {
            return;
        }

        var (first, second) = (Last(right.A, count), Last(right.B, count));
        var row = Last(left.A, count);
        (_aa, _ab) = (TLanes.AddProduct(_aa, row, first), TLanes.AddProduct(_ab, row, second));
        row = Last(left.B, count);
        (_ba, _bb) = (TLanes.AddProduct(_ba, row, first), TLanes.AddProduct(_bb, row, second));
        row = Last(left.C, count);
        (_ca, _cb) = (TLanes.AddProduct(_ca, row, first), TLanes.AddProduct(_cb, row, second));
        row = Last(left.D, count);
        (_da, _db) = (TLanes.AddProduct(_da, row, first), TLanes.AddProduct(_db, row, second));
    }

    internal readonly void CopyTo(Span<double> products)
    {
        ReadOnlySpan<TLanes> sums = [_aa, _ab, _ba, _bb, _ca, _cb, _da, _db];
        for (var i = 0; i < sums.Length; i++)
        {
            products[i] = TLanes.Sum(sums[i]);
        }
    }

    private static TLanes Last(double[] row, int count) =>
        TLanes.Last(TLanes.Load(ref MemoryMarshal.GetReference(row.AsSpan()), (nuint)(row.Length - TLanes.Width)), count);
}
