using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ballast.Domain.Risk.Methods;

/// <summary>A vector of numbers of one width. Products are rounded before they are added, as by every machine without fused instructions.</summary>
/// <typeparam name="TSelf">The vector.</typeparam>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of numbers.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(ref double first, nuint at);

    static abstract TSelf AddProduct(TSelf sum, TSelf left, TSelf right);

    /// <summary>The vector with 0 in all but its last lanes.</summary>
    static abstract TSelf Last(TSelf lanes, int count);

    static abstract double Sum(TSelf lanes);
}

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
