using Ballast.Domain.Risk.Methods;

namespace Ballast.Domain.Risk.Quoting;

/// <summary>Mean reversion of an inventory, from the least-squares regression of equally spaced levels on the previous level.</summary>
/// <param name="Phi">Slope φ; at 1 the inventory does not revert.</param>
/// <param name="Intercept">Intercept of the regression, in the unit of the levels.</param>
/// <param name="Seconds">Half-life in seconds, <c>−ln 2/ln φ·dt</c>; <see langword="null"/> unless 0 &lt; φ &lt; 1.</param>
/// <param name="MeanLevel">Level to which it reverts; <see langword="null"/> when φ is 1.</param>
public sealed record InventoryHalfLife(double Phi, double Intercept, double? Seconds, double? MeanLevel)
{
    /// <summary>Fits the regression.</summary>
    /// <param name="levels">Inventory at equally spaced times, oldest first.</param>
    /// <param name="step">Time between two levels.</param>
    /// <returns><see langword="null"/> with fewer than three levels, or when the inventory never changed.</returns>
    public static InventoryHalfLife? Fit(ReadOnlySpan<double> levels, TimeSpan step)
    {
        if (Tail.Fault(levels, 3) is not null || Tail.IsConstant(levels[..^1]))
        {
            return null;
        }

        var n = levels.Length - 1;
        var (meanBefore, meanAfter) = (Moments.Of(levels[..^1]).Mean, Moments.Of(levels[1..]).Mean);
        var (product, square) = (0.0, 0.0);
        for (var t = 0; t < n; t++)
        {
            product += (levels[t] - meanBefore) * (levels[t + 1] - meanAfter);
            square += (levels[t] - meanBefore) * (levels[t] - meanBefore);
        }

        var phi = product / square;
        var intercept = meanAfter - (phi * meanBefore);
        var seconds = -Math.Log(2) / Math.Log(phi) * step.TotalSeconds;
        return new(
            phi,
            intercept,
            phi is > 0 and < 1 && double.IsFinite(seconds) ? seconds : null,
            phi == 1 ? null : intercept / (1 - phi));
    }
}
