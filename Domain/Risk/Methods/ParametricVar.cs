using MathNet.Numerics.Distributions;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Value at risk and expected shortfall from an assumed distribution. A loss is positive; figures are not floored at 0.</summary>
/// <remarks>Formulas use the tail probability a = 1 − confidence and the standard normal quantile z at a.</remarks>
public static class ParametricVar
{
    /// <summary>Normal: <c>VaR = −(μh + z·σ√h)</c>, <c>ES = −μh + σ√h·φ(z)/a</c>.</summary>
    /// <param name="mean">Mean profit of one step; usually 0 over short horizons.</param>
    /// <param name="deviation">Standard deviation of one step; not negative.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="horizon">Number of steps; the deviation grows with its square root, which is exact only for independent steps.</param>
    public static TailFigure Normal(double mean, double deviation, double confidence, double horizon = 1)
    {
        var a = Tail.Of(confidence);
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, a);
        var scaled = deviation * Math.Sqrt(horizon);
        return TailFigure.Of(-((mean * horizon) + (z * scaled)), (-mean * horizon) + (scaled * Density(z) / a));
    }

    /// <summary>Normal, with mean and standard deviation of a series.</summary>
    /// <param name="series">Profits or returns.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="ddof">Delta degrees of freedom of the standard deviation: the divisor is n − ddof.</param>
    /// <param name="horizon">Number of steps.</param>
    public static TailFigure Normal(ReadOnlySpan<double> series, double confidence, int ddof = 1, double horizon = 1)
    {
        if (Tail.Fault(series, ddof + 1) is { } fault)
        {
            return TailFigure.None(fault);
        }

        var moments = Moments.Of(series);
        return Normal(moments.Mean, moments.DeviationWith(ddof), confidence, horizon);
    }

    /// <summary>Normal with mean 0 and the exponentially weighted standard deviation of the next step (RiskMetrics 1996).</summary>
    public static TailFigure EwmaNormal(ReadOnlySpan<double> series, double confidence, double lambda)
    {
        if (Tail.Fault(series, 2) is { } fault)
        {
            return TailFigure.None(fault);
        }

        return Normal(0, Math.Sqrt(VarianceFilter.Ewma(series, lambda)[^1]), confidence);
    }

    /// <summary>
    /// Cornish–Fisher (Zangari 1996): the normal quantile is corrected for population skewness S and excess kurtosis K, and the expected
    /// shortfall is the mean of the corrected quantile over the tail.
    /// </summary>
    /// <remarks>
    /// Over h independent steps skewness is divided by √h and excess kurtosis by h. The figure is flagged as outside its domain when the
    /// corrected quantile is not monotone (Maillard 2012).
    /// </remarks>
    public static TailFigure CornishFisher(ReadOnlySpan<double> series, double confidence, double horizon = 1)
    {
        if (Tail.Fault(series, 4) is { } fault)
        {
            return TailFigure.None(fault);
        }

        var a = Tail.Of(confidence);
        var moments = Moments.Of(series);
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, a);
        var (s, k) = (moments.Skewness / Math.Sqrt(horizon), moments.ExcessKurtosis / horizon);
        var (mean, deviation) = (moments.Mean * horizon, moments.Deviation * Math.Sqrt(horizon));
        var p = Density(z);
        var (m1, m2, m3) = (-p / a, 1 - (z * p / a), -((z * z) + 2) * p / a);
        var shortfall = m1 + ((m2 - 1) * s / 6) + ((m3 - (3 * m1)) * k / 24) - (((2 * m3) - (5 * m1)) * s * s / 36);
        var figure = TailFigure.Of(-(mean + (deviation * Corrected(z, s, k))), -(mean + (deviation * shortfall)));
        return IsMonotone(s, k) ? figure : figure with { Flag = "outside the domain of Cornish-Fisher: its quantile is not monotone" };
    }

    /// <summary>The normal quantile corrected for skewness and excess kurtosis.</summary>
    public static double Corrected(double z, double skewness, double excessKurtosis) =>
        z + (((z * z) - 1) * skewness / 6) + (((z * z * z) - (3 * z)) * excessKurtosis / 24)
            - (((2 * z * z * z) - (5 * z)) * skewness * skewness / 36);

    /// <summary>Whether the corrected quantile increases with the normal one everywhere: its derivative, a quadratic in z, has no sign change.</summary>
    public static bool IsMonotone(double skewness, double excessKurtosis)
    {
        var s2 = skewness * skewness / 36;
        var a = (excessKurtosis / 8) - (6 * s2);
        var b = skewness / 3;
        var c = 1 - (excessKurtosis / 8) + (5 * s2);
        return a == 0 ? b == 0 && c >= 0 : a > 0 && (b * b) - (4 * a * c) <= 0;
    }

    /// <summary>Student t: <c>c = σ√((ν − 2)/ν)</c>, <c>VaR = −(μ + c·t_a)</c>, <c>ES = −μ + c·f(t_a)/a·(ν + t_a²)/(ν − 1)</c>.</summary>
    /// <param name="series">Profits or returns.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="degrees">Degrees of freedom, above 2; <see langword="null"/> fits them to the excess kurtosis, <c>ν = 4 + 6/K</c>.</param>
    /// <param name="ddof">Delta degrees of freedom of σ: the divisor is n − ddof.</param>
    public static TailFigure StudentT(ReadOnlySpan<double> series, double confidence, double? degrees = null, int ddof = 1)
    {
        if (Tail.Fault(series, Math.Max(ddof + 1, degrees is null ? 4 : 1)) is { } fault)
        {
            return TailFigure.None(fault);
        }

        var moments = Moments.Of(series);
        if (!double.IsFinite(moments.ExcessKurtosis) || !double.IsFinite(moments.Variance))
        {
            return TailFigure.None("the figure is past what a number can hold");
        }

        if (degrees is null && moments.ExcessKurtosis <= 0)
        {
            return TailFigure.None("the series has no fat tails: a Student t cannot be fitted to its kurtosis");
        }

        var nu = degrees ?? FittedDegrees(moments);
        if (nu <= 2)
        {
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "must be above 2, or there is no variance");
        }

        var a = Tail.Of(confidence);
        var scale = moments.DeviationWith(ddof) * Math.Sqrt((nu - 2) / nu);
        var t = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, nu, a);
        var density = MathNet.Numerics.Distributions.StudentT.PDF(0, 1, nu, t);
        return TailFigure.Of(-(moments.Mean + (scale * t)), -moments.Mean + (scale * density / a * (nu + (t * t)) / (nu - 1)));
    }

    /// <summary>Degrees of freedom that give the excess kurtosis K of the series: 4 + 6/K.</summary>
    internal static double FittedDegrees(in Moments moments) => 4 + (6 / moments.ExcessKurtosis);

    internal static double Density(double z) => MathNet.Numerics.Distributions.Normal.PDF(0, 1, z);
}
