namespace Ballast.Domain.Risk;

/// <summary>Moments of a series.</summary>
/// <param name="Count">Observations.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Variance">Population variance, i.e. over n.</param>
/// <param name="Skewness">Population skewness; 0 for a constant series.</param>
/// <param name="ExcessKurtosis">Population kurtosis less 3; 0 for a constant series.</param>
public readonly record struct Moments(int Count, double Mean, double Variance, double Skewness, double ExcessKurtosis)
{
    /// <summary>Population standard deviation.</summary>
    public double Deviation => Math.Sqrt(Variance);

    /// <summary>Standard deviation with <paramref name="ddof"/> taken off the count.</summary>
    public double DeviationWith(int ddof) => Math.Sqrt(Variance * Count / (Count - ddof));

    /// <summary>Moments of a series that is not empty, in two passes.</summary>
    public static Moments Of(ReadOnlySpan<double> series)
    {
        var mean = 0.0;
        foreach (var value in series)
        {
            mean += value;
        }

        mean /= series.Length;
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
}
