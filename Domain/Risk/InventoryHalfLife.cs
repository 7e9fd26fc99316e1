namespace Ballast.Domain.Risk;

/// <summary>How an inventory reverts: ordinary least squares of each equally spaced level on the one before.</summary>
/// <param name="Phi">Slope; 1 means that it does not revert.</param>
/// <param name="Intercept">Constant.</param>
/// <param name="Seconds">Time in which half of a deviation is gone, <c>−ln 2/ln φ·dt</c>; <see langword="null"/> unless 0 &lt; φ &lt; 1.</param>
/// <param name="MeanLevel">Level it reverts to; <see langword="null"/> where φ is 1.</param>
public sealed record InventoryHalfLife(double Phi, double Intercept, double? Seconds, double? MeanLevel)
{
    /// <summary>Fits the line.</summary>
    /// <param name="levels">Inventory at equal distances of time, oldest first.</param>
    /// <param name="step">That distance.</param>
    /// <returns><see langword="null"/> with fewer than three levels, or where it never moved.</returns>
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
