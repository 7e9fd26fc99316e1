using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast.Domain.Risk.Methods.Tiles;

/// <summary>Eight numbers.</summary>
internal readonly struct Lanes8(Vector512<double> value) : ILanes<Lanes8>
{
    private readonly Vector512<double> _value = value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref double first, nuint at) => new(Vector512.LoadUnsafe(ref first, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 AddProduct(Lanes8 sum, Lanes8 left, Lanes8 right) => new(sum._value + (left._value * right._value));

    public static Lanes8 Last(Lanes8 lanes, int count) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(Vector512<long>.Indices, Vector512.Create((long)(Width - count))).AsDouble(), lanes._value, default));

    public static double Sum(Lanes8 lanes) => Vector512.Sum(lanes._value);
}
