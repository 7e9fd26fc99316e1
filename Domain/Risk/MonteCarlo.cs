using System.Numerics.Tensors;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;

namespace Ballast.Domain.Risk;

/// <summary>Joint normal moves by simulation: the same seed gives the same moves on every machine.</summary>
/// <remarks>
/// Generator: Mersenne Twister MT19937; normals by inversion of the distribution function; the covariance by its Cholesky
/// factor, or where it is only semidefinite by its eigenvectors.
/// </remarks>
public static class MonteCarlo
{
    /// <summary>How the generator is called in reports.</summary>
    public const string Generator = "MT19937, inverse normal";

    /// <summary>So many paths of some hundred instruments stay near the processor.</summary>
    private const int BlockOfPaths = 512;

    /// <summary>Simulates moves with mean 0.</summary>
    /// <param name="covariance">Of the moves; symmetric and positive semidefinite.</param>
    /// <param name="paths">Joint moves made.</param>
    /// <param name="seed">Of the generator.</param>
    /// <returns>One row an instrument, one column a path.</returns>
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

        // Every path is summed in the order of the instruments, so that threads and vectors do not change a digit.
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

    /// <summary>Historical figures of simulated profits, with the standard error of the value at risk: <c>√(a(1 − a)/N)/f(q)</c>.</summary>
    /// <remarks>The density f is that of a normal with the profits' own deviation.</remarks>
    public static TailFigure Figure(ReadOnlySpan<double> pnl, double confidence)
    {
        if ((Tail.Fault(pnl, 2) ?? Tail.TooFew(pnl.Length, confidence)) is { } fault)
        {
            return TailFigure.None(fault);
        }

        var loss = HistoricalVar.Compute(pnl, confidence)!.Value;
        return new(loss, null) { StandardError = StandardError(Moments.Of(pnl).Deviation, confidence, pnl.Length) };
    }

    /// <summary>Standard error of a sample quantile of normal profits.</summary>
    public static double StandardError(double deviation, double confidence, int paths)
    {
        var a = Tail.Of(confidence);
        return Math.Sqrt(a * (1 - a) / paths) / (ParametricVar.Density(Normal.InvCDF(0, 1, a)) / deviation);
    }

    /// <summary>0 has no normal.</summary>
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
            // Instruments that move as one leave no full rank; negative eigenvalues are rounding.
            var evd = matrix.Evd(Symmetricity.Symmetric);
            return (evd.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(evd.EigenValues.Map(v => Math.Sqrt(Math.Max(0, v.Real)))), false);
        }
    }
}
