namespace Ballast.Domain.Risk.Methods.Tiles;

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
