using System.Numerics.Tensors;
using Ballast.Domain.Risk.Report;

namespace Ballast.Domain.Risk.Methods;

/// <summary>A covariance matrix and its shrinkage.</summary>
/// <param name="Matrix">Square symmetric matrix, in the square of the unit of the returns.</param>
/// <param name="Shrinkage">Weight of the shrinkage target, from 0 to 1; 0 for methods without one.</param>
public sealed record CovarianceEstimate(double[,] Matrix, double Shrinkage);

/// <summary>Estimates covariances of joint returns: one row per instrument, one column per step, oldest first, without missing values.</summary>
/// <remarks>Shrinkage is applied to the population covariance of centred returns, as in scikit-learn.</remarks>
public static class Covariance
{
    /// <summary>Estimates by the given method.</summary>
    /// <param name="method">Method of estimation.</param>
    /// <param name="returns">Rows of equal length, at least 2.</param>
    /// <param name="lambda">Decay factor of the exponentially weighted method, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">Rows differ in length, are too short or hold values that are not finite; or the method is unknown.</exception>
    public static CovarianceEstimate Of(CovarianceMethod method, IReadOnlyList<double[]> returns, double lambda) => method switch
    {
        CovarianceMethod.Sample => Sample(returns),
        CovarianceMethod.Ewma => Ewma(returns, lambda),
        CovarianceMethod.LedoitWolfIdentity => LedoitWolfIdentity(returns),
        CovarianceMethod.LedoitWolfConstantCorrelation => LedoitWolfConstantCorrelation(returns),
        CovarianceMethod.Oas => Oas(returns),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "is no covariance"),
    };

    /// <summary>Sample covariance.</summary>
    /// <param name="returns">Rows of equal length.</param>
    /// <param name="ddof">Delta degrees of freedom: the divisor is n − ddof.</param>
    public static CovarianceEstimate Sample(IReadOnlyList<double[]> returns, int ddof = 1) =>
        new(Products(Centred(returns), Steps(returns, ddof + 1) - ddof), 0);

    /// <summary>
    /// Exponentially weighted with mean 0 (RiskMetrics 1996): <c>Sₜ₊₁ = λSₜ + (1 − λ)rₜrₜᵀ</c>, started with the mean product of the
    /// series.
    /// </summary>
    /// <remarks>In closed form the product of age i has the weight (1 − λ)λⁱ, plus λⁿ/n from the start value.</remarks>
    public static CovarianceEstimate Ewma(IReadOnlyList<double[]> returns, double lambda)
    {
        if (lambda is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "must be above 0 and below 1, e.g. 0.94");
        }

        var n = Steps(returns, 1);
        double[] weights = [.. Enumerable.Range(0, n).Select(t => ((1 - lambda) * Math.Pow(lambda, n - 1 - t)) + (Math.Pow(lambda, n) / n))];
        return new(RowProducts.Of([.. returns.Select(row => Times(row, weights))], returns, 1), 0);
    }

    /// <summary>Shrinkage of Ledoit and Wolf (2004) towards the mean variance on the diagonal.</summary>
    public static CovarianceEstimate LedoitWolfIdentity(IReadOnlyList<double[]> returns)
    {
        var (n, p) = (Steps(returns, 2), returns.Count);
        var centred = Centred(returns);
        var s = Products(centred, n);
        var mu = Trace(s) / p;
        var squares = Products([.. centred.Select(row => Times(row, row))], 1);
        var (beta, delta) = (0.0, 0.0);
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                beta += (squares[i, j] / n) - (s[i, j] * s[i, j]);
                delta += s[i, j] * s[i, j];
            }
        }

        beta /= (double)p * n;
        delta = (delta - (p * mu * mu)) / p;
        return Identity(s, mu, delta > 0 ? Math.Min(beta, delta) / delta : 0);
    }

    /// <summary>Oracle approximating shrinkage (Chen, Wiesel, Eldar and Hero 2010) towards the mean variance on the diagonal.</summary>
    public static CovarianceEstimate Oas(IReadOnlyList<double[]> returns)
    {
        var (n, p) = (Steps(returns, 2), returns.Count);
        var s = Products(Centred(returns), n);
        var mu = Trace(s) / p;
        var alpha = 0.0;
        foreach (var value in s)
        {
            alpha += value * value;
        }

        alpha /= (double)p * p;
        var numerator = alpha + (mu * mu);
        var denominator = (n + 1) * (alpha - (mu * mu / p));
        return Identity(s, mu, denominator > 0 ? Math.Min(1, numerator / denominator) : 1);
    }

    /// <summary>Shrinkage of Ledoit and Wolf (2004, "Honey, I shrunk the sample covariance matrix") towards constant correlation.</summary>
    public static CovarianceEstimate LedoitWolfConstantCorrelation(IReadOnlyList<double[]> returns)
    {
        var (n, p) = (Steps(returns, 2), returns.Count);
        var x = Centred(returns);
        double[][] squared = [.. x.Select(row => Times(row, row))];
        var s = Products(x, n);
        var squares = Products(squared, n);
        var cubes = RowProducts.Of([.. squared.Select((row, i) => Times(row, x[i]))], x, 1);
        var mean = MeanCorrelation(s);
        var (pi, rho, gamma) = (0.0, 0.0, 0.0);
        var target = new double[p, p];
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                var root = Math.Sqrt(s[i, i] * s[j, j]);
                target[i, j] = i == j ? s[i, i] : mean * root;

                // Means over the steps of (xᵢxⱼ − sᵢⱼ)², of (xᵢ² − sᵢᵢ)(xᵢxⱼ − sᵢⱼ) and of (xⱼ² − sⱼⱼ)(xᵢxⱼ − sᵢⱼ).
                var spread = squares[i, j] - (s[i, j] * s[i, j]);
                var thetaI = (cubes[i, j] / n) - (s[i, i] * s[i, j]);
                var thetaJ = (cubes[j, i] / n) - (s[j, j] * s[i, j]);
                pi += spread;
                rho += i == j
                    ? spread
                    : root > 0 ? mean / 2 * ((Math.Sqrt(s[j, j] / s[i, i]) * thetaI) + (Math.Sqrt(s[i, i] / s[j, j]) * thetaJ)) : 0;
                gamma += (target[i, j] - s[i, j]) * (target[i, j] - s[i, j]);
            }
        }

        // With two instruments the mean correlation is their correlation, so sample and target are the same.
        var shrinkage = p > 2 && gamma > 0 ? Math.Clamp((pi - rho) / gamma / n, 0, 1) : 1;
        return Shrunk(s, target, shrinkage);
    }

    /// <summary>Mean of the correlations off the diagonal; the correlation with an instrument that never moves counts as 0.</summary>
    public static double MeanCorrelation(double[,] covariance)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        var p = covariance.GetLength(0);
        var sum = 0.0;
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var root = Math.Sqrt(covariance[i, i] * covariance[j, j]);
                sum += root > 0 ? covariance[i, j] / root : 0;
            }
        }

        return p < 2 ? 0 : 2 * sum / (p * (p - 1.0));
    }

    private static int Steps(IReadOnlyList<double[]> returns, int least)
    {
        ArgumentNullException.ThrowIfNull(returns);
        var n = returns.Count > 0 ? returns[0].Length : throw new ArgumentException("no instruments", nameof(returns));
        return returns.All(row => row.Length == n && Tail.Fault(row, least) is null)
            ? n
            : throw new ArgumentException($"rows must be of one length, at least {least}, and hold finite numbers", nameof(returns));
    }

    private static double[][] Centred(IReadOnlyList<double[]> returns)
    {
        var centred = new double[returns.Count][];
        for (var i = 0; i < centred.Length; i++)
        {
            TensorPrimitives.Subtract(returns[i], Moments.MeanOf(returns[i]), centred[i] = GC.AllocateUninitializedArray<double>(returns[i].Length));
        }

        return centred;
    }

    private static double[] Times(double[] left, double[] right)
    {
        var product = GC.AllocateUninitializedArray<double>(left.Length);
        TensorPrimitives.Multiply<double>(left, right, product);
        return product;
    }

    private static double[,] Products(double[][] rows, double divisor) => RowProducts.Of(rows, rows, divisor);

    private static double Trace(double[,] matrix) => Enumerable.Range(0, matrix.GetLength(0)).Sum(i => matrix[i, i]);

    private static CovarianceEstimate Identity(double[,] s, double mu, double shrinkage)
    {
        var target = new double[s.GetLength(0), s.GetLength(0)];
        for (var i = 0; i < s.GetLength(0); i++)
        {
            target[i, i] = mu;
        }

        return Shrunk(s, target, shrinkage);
    }

    private static CovarianceEstimate Shrunk(double[,] s, double[,] target, double shrinkage)
    {
        var p = s.GetLength(0);
        var matrix = new double[p, p];
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                matrix[i, j] = ((1 - shrinkage) * s[i, j]) + (shrinkage * target[i, j]);
            }
        }

        return new(matrix, shrinkage);
    }
}
