using System.Globalization;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Horizons and size buckets of markouts; only tables of equal policies can be added.</summary>
/// <param name="Horizons">Times after a fill at which it is compared with the mid.</param>
/// <param name="Sizes">Buckets of fill size.</param>
public sealed record MarkoutPolicy(MarkoutHorizons Horizons, MarkoutSizes Sizes)
{
    /// <summary>Seven horizons from 100 ms to 5 min, size thresholds at powers of ten from 100.</summary>
    public static MarkoutPolicy Default { get; } = new(MarkoutHorizons.Default, MarkoutSizes.Default);
}
