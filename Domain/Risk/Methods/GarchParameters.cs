using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Parameters of a GARCH(1,1) with mean 0 (Bollerslev 1986).</summary>
/// <param name="Omega">Constant ω; positive.</param>
/// <param name="Alpha">Weight α of the last squared observation; not negative.</param>
/// <param name="Beta">Weight β of the last variance; not negative, with α + β below 1.</param>
public readonly record struct GarchParameters(double Omega, double Alpha, double Beta)
{
    /// <summary>Minimum number of observations for a fit.</summary>
    public const int LeastObservations = 100;

    private const double MaxPersistence = 0.9999;

    /// <summary>Long-run variance ω/(1 − α − β).</summary>
    public double LongRunVariance => Omega / (1 - Alpha - Beta);

    /// <summary>Gaussian log-likelihood of a series, up to a constant; −∞ for parameters outside the domain.</summary>
    public double LogLikelihood(ReadOnlySpan<double> series)
    {
        if (!(Omega > 0) || Alpha < 0 || Beta < 0 || Alpha + Beta >= 1)
        {
            return double.NegativeInfinity;
        }

        var (sum, variance) = (0.0, LongRunVariance);
        foreach (var value in series)
        {
            sum -= (Math.Log(variance) + (value * value / variance)) / 2;
            variance = Omega + (Alpha * value * value) + (Beta * variance);
        }

        return sum;
    }

    /// <summary>
    /// Fits by quasi-maximum likelihood with the long-run variance fixed at the mean square of the series (variance targeting, Engle and
    /// Mezrich 1996).
    /// </summary>
    /// <remarks>The two weights are searched by the method of Nelder and Mead (1965) from several starts, because the likelihood is flat.</remarks>
    /// <returns>The parameters; or <see langword="null"/> and the reason when the series is too short or all 0, or no parameters are found.</returns>
    public static (GarchParameters? Parameters, string? Reason) Fit(ReadOnlySpan<double> series)
    {
        if (Tail.Fault(series, LeastObservations) is { } fault)
        {
            return (null, fault);
        }

        var target = VarianceFilter.MeanSquare(series);
        if (!(target > 0))
        {
            return (null, "every observation is 0: there is no variance to fit");
        }

        // Scaled to unit variance, the search does not depend on the unit of the series.
        var scale = Math.Sqrt(target);
        var scaled = series.ToArray();
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] /= scale;
        }

        GarchParameters? best = null;
        var bestLikelihood = double.NegativeInfinity;
        foreach (var (alpha, beta) in (ReadOnlySpan<(double, double)>)[(0.05, 0.9), (0.1, 0.8), (0.2, 0.5), (0.02, 0.97)])
        {
            var found = Search(scaled, alpha, beta);
            var likelihood = found.LogLikelihood(scaled);
            if (likelihood > bestLikelihood)
            {
                (best, bestLikelihood) = (found, likelihood);
            }
        }

        return best is { } fitted ? (fitted with { Omega = fitted.Omega * target }, null) : (null, "no parameters were found");
    }

    private static GarchParameters Search(double[] scaled, double alpha, double beta)
    {
        var objective = ObjectiveFunction.Value(point => -Of(point).LogLikelihood(scaled) is var value && double.IsFinite(value) ? value : double.MaxValue);
        var start = Vector<double>.Build.Dense([SpecialFunctions.Logit(alpha + beta), SpecialFunctions.Logit(alpha / (alpha + beta))]);
        try
        {
            return Of(NelderMeadSimplex.Minimum(objective, start, 1e-8, 2_000).MinimizingPoint);
        }
        catch (MaximumIterationsException)
        {
            return Of(start);
        }
    }

    /// <summary>Maps a point of the search, the logits of the persistence and of the share of α in it, to parameters inside the domain.</summary>
    private static GarchParameters Of(Vector<double> point)
    {
        var persistence = MaxPersistence * SpecialFunctions.Logistic(point[0]);
        var share = SpecialFunctions.Logistic(point[1]);
        return new(1 - persistence, persistence * share, persistence * (1 - share));
    }
}
