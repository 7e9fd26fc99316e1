using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast.Domain.Risk.Methods.Tiles;

/// <summary>Four numbers.</summary>
internal readonly struct Lanes4(Vector256<double> value) : ILanes<Lanes4>
{
    private readonly Vector256<double> _value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref double first, nuint at) => new(Vector256.LoadUnsafe(ref first, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 AddProduct(Lanes4 sum, Lanes4 left, Lanes4 right) => new(sum._value + (left._value * right._value));

    public static Lanes4 Last(Lanes4 lanes, int count) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(Vector256<long>.Indices, Vector256.Create((long)(Width - count))).AsDouble(), lanes._value, default));

    public static double Sum(Lanes4 lanes) => Vector256.Sum(lanes._value);
}
