namespace Ballast.Domain.Risk;

/// <summary>How the deviation of one step grows to that of several.</summary>
public static class HorizonScaling
{
    /// <summary>√h: exact for independent steps only.</summary>
    public static double SquareRoot(double steps) => Math.Sqrt(steps);

    /// <summary>√(h + 2·Σₖ₌₁ʰ⁻¹ (h − k)ρᵏ): steps that follow an AR(1) with correlation ρ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no step, or ρ is not above −1 and below 1.</exception>
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

    /// <summary>First-order correlation of a series; <see langword="null"/> when it is shorter than three, or constant.</summary>
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
