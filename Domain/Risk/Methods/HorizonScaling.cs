namespace Ballast.Domain.Risk.Methods;

/// <summary>Factors that scale the standard deviation of one step to several steps.</summary>
public static class HorizonScaling
{
    /// <summary>√h, which is exact only for independent steps.</summary>
    public static double SquareRoot(double steps) => Math.Sqrt(steps);

    /// <summary>√(h + 2·Σₖ₌₁ʰ⁻¹ (h − k)ρᵏ), for steps that follow an AR(1) process with autocorrelation ρ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is not positive, or ρ is not above −1 and below 1.</exception>
    public static double Autoregressive(int steps, double correlation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (correlation is not (> -1 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(correlation), correlation, "must be above -1 and below 1");
        }

        var (sum, power) = ((double)steps, 1.0);
        for (var k = 1; k < steps; k++)
        {
            power *= correlation;
            sum += 2 * (steps - k) * power;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>First-order autocorrelation of a series; <see langword="null"/> with fewer than three values, or when it is constant.</summary>
    public static double? FirstCorrelation(ReadOnlySpan<double> series)
    {
        if (series.Length < 3 || Tail.Fault(series, 3) is not null || Tail.IsConstant(series))
        {
            return null;
        }

        var mean = Moments.Of(series).Mean;
        var (product, square) = (0.0, 0.0);
        for (var t = 0; t < series.Length; t++)
        {
            square += (series[t] - mean) * (series[t] - mean);
            product += t == 0 ? 0 : (series[t] - mean) * (series[t - 1] - mean);
        }

        return product / square;
    }
}
