namespace Ballast.Domain.Risk.Methods;

/// <summary>Conditional variances of a series: one per observation, as known before it, and finally that of the next step.</summary>
public static class VarianceFilter
{
    /// <summary><c>σ²ₜ₊₁ = λσ²ₜ + (1 − λ)rₜ²</c>, started with the mean square of the series (RiskMetrics 1996).</summary>
    /// <exception cref="ArgumentOutOfRangeException">λ is not above 0 and below 1.</exception>
    public static double[] Ewma(ReadOnlySpan<double> series, double lambda)
    {
        if (lambda is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "must be above 0 and below 1, e.g. 0.94");
        }

        return Run(series, MeanSquare(series), 0, 1 - lambda, lambda);
    }

    /// <summary><c>σ²ₜ₊₁ = ω + αrₜ² + βσ²ₜ</c>, started with the long-run variance ω/(1 − α − β) (Bollerslev 1986).</summary>
    public static double[] Garch(ReadOnlySpan<double> series, in GarchParameters garch) =>
        Run(series, garch.LongRunVariance, garch.Omega, garch.Alpha, garch.Beta);

    internal static double MeanSquare(ReadOnlySpan<double> series)
    {
        var sum = 0.0;
        foreach (var value in series)
        {
            sum += value * value;
        }

        return sum / series.Length;
    }

    private static double[] Run(ReadOnlySpan<double> series, double first, double omega, double alpha, double beta)
    {
        var variances = new double[series.Length + 1];
        variances[0] = first;
        for (var t = 0; t < series.Length; t++)
        {
            variances[t + 1] = omega + (alpha * series[t] * series[t]) + (beta * variances[t]);
        }

        return variances;
    }
}
