namespace Ballast.Grains.Fx;

/// <summary>Outcome of a rebuild of closed minutes.</summary>
/// <param name="Mended">Minutes that got rates.</param>
/// <param name="Kept">Minutes that lacked no rate that the samples have.</param>
/// <param name="Without">Minutes without any rate, which also have no sample.</param>
internal readonly record struct FxRebuilt(int Mended, int Kept, int Without)
{
    /// <summary>Adds two outcomes.</summary>
    public static FxRebuilt operator +(FxRebuilt left, FxRebuilt right) =>
        new(left.Mended + right.Mended, left.Kept + right.Kept, left.Without + right.Without);
}
