using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Simulates joint normal moves; the same seed gives the same moves on every machine.</summary>
/// <remarks>
/// Uniform numbers come from the Mersenne Twister MT19937, normal ones by inverting the distribution function. They are correlated by the
/// Cholesky factor of the covariance, or by its eigenvectors when it is only semidefinite.
/// </remarks>
public static class MonteCarlo
{
    /// <summary>Name of the generator in reports.</summary>
    public const string Generator = "MT19937, inverse normal";

    /// <summary>Number of paths per block: with some hundred instruments a block fits into the processor cache.</summary>
    private const int BlockOfPaths = 512;

    /// <summary>Simulates moves with mean 0.</summary>
    /// <param name="covariance">Covariance of the moves, symmetric and positive semidefinite.</param>
    /// <param name="paths">Number of joint moves; positive.</param>
    /// <param name="seed">Seed of the generator.</param>
    /// <returns>One row per instrument, one column per path.</returns>
    public static double[][] Moves(double[,] covariance, int paths, int seed)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(paths);
        var (factor, isTriangular) = Factor(covariance);
        var p = covariance.GetLength(0);
        var (normals, moves) = (Rows(p, paths), Rows(p, paths));
        var random = new MersenneTwister(seed, threadSafe: false);
        for (var path = 0; path < paths; path++)
        {
            for (var i = 0; i < p; i++)
            {
                normals[i][path] = random.NextDouble();
            }
        }

        // Each path is summed in the order of the instruments, so that threads and vector instructions do not change the result.
        Parallel.For(0, (paths + BlockOfPaths - 1) / BlockOfPaths, block =>
        {
            var start = block * BlockOfPaths;
            var count = Math.Min(BlockOfPaths, paths - start);
            for (var j = 0; j < p; j++)
            {
                foreach (ref var value in normals[j].AsSpan(start, count))
                {
                    value = Normal.InvCDF(0, 1, Open(value));
                }
            }

            for (var i = 0; i < p; i++)
            {
                var row = moves[i].AsSpan(start, count);
                for (var j = 0; j < (isTriangular ? i + 1 : p); j++)
                {
                    TensorPrimitives.MultiplyAdd(normals[j].AsSpan(start, count), factor[i, j], row, row);
                }
            }
        });
        return moves;
    }

    /// <summary>
    /// Empirical value at risk and expected shortfall of simulated profits, with the standard error of the value at risk: <c>√(a(1 −
    /// a)/N)/f(q)</c>.
    /// </summary>
    /// <remarks>The density f is that of a normal distribution with the standard deviation of the profits.</remarks>
    public static TailFigure Figure(ReadOnlySpan<double> pnl, double confidence)
    {
        if ((Tail.Fault(pnl, 2) ?? Tail.TooFew(pnl.Length, confidence)) is { } fault)
        {
            return TailFigure.None(fault);
        }

        var loss = HistoricalVar.Compute(pnl, confidence)!.Value;
        return new(loss, null) { StandardError = StandardError(Moments.Of(pnl).Deviation, confidence, pnl.Length) };
    }

    /// <summary>Standard error of the sample quantile of normally distributed profits, in their unit.</summary>
    public static double StandardError(double deviation, double confidence, int paths)
    {
        var a = Tail.Of(confidence);
        return Math.Sqrt(a * (1 - a) / paths) / (ParametricVar.Density(Normal.InvCDF(0, 1, a)) / deviation);
    }

    /// <summary>Replaces 0, whose inverse normal is infinite, by the smallest positive number.</summary>
    private static double Open(double uniform) => uniform > 0 ? uniform : double.Epsilon;

    private static double[][] Rows(int rows, int columns)
    {
        var made = new double[rows][];
        for (var i = 0; i < rows; i++)
        {
            made[i] = new double[columns];
        }

        return made;
    }

    private static (Matrix<double> Factor, bool IsTriangular) Factor(double[,] covariance)
    {
        var matrix = Matrix<double>.Build.DenseOfArray(covariance);
        try
        {
            return (matrix.Cholesky().Factor, true);
        }
        catch (ArgumentException)
        {
            // Instruments that always move together make the matrix singular; negative eigenvalues are rounding errors.
            var evd = matrix.Evd(Symmetricity.Symmetric);
            return (evd.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(evd.EigenValues.Map(v => Math.Sqrt(Math.Max(0, v.Real)))), false);
        }
    }
}
