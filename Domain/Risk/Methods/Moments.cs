namespace Ballast.Domain.Risk.Methods;

/// <summary>Moments of a series.</summary>
/// <param name="Count">Number n of observations.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Variance">Population variance, with divisor n.</param>
/// <param name="Skewness">Population skewness; 0 for a constant series.</param>
/// <param name="ExcessKurtosis">Population kurtosis minus 3; 0 for a constant series.</param>
public readonly record struct Moments(int Count, double Mean, double Variance, double Skewness, double ExcessKurtosis)
{
    /// <summary>Population standard deviation.</summary>
    public double Deviation => Math.Sqrt(Variance);

    /// <summary>Standard deviation with divisor n − <paramref name="ddof"/>.</summary>
    public double DeviationWith(int ddof) => Math.Sqrt(Variance * Count / (Count - ddof));

    /// <summary>Computes the moments of a non-empty series in two passes.</summary>
    public static Moments Of(ReadOnlySpan<double> series)
    {
        var mean = MeanOf(series);
        var (second, third, fourth) = (0.0, 0.0, 0.0);
        foreach (var value in series)
        {
            var d = value - mean;
            second += d * d;
            third += d * d * d;
            fourth += d * d * d * d;
        }

        var n = series.Length;
        var variance = second / n;
        return variance > 0
            ? new(n, mean, variance, third / n / Math.Pow(variance, 1.5), (fourth / n / (variance * variance)) - 3)
            : new(n, mean, 0, 0, 0);
    }

    internal static double MeanOf(ReadOnlySpan<double> series)
    {
        var sum = 0.0;
        foreach (var value in series)
        {
            sum += value;
        }

        return sum / series.Length;
    }
}
