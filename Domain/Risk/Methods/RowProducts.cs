using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Ballast.Domain.Risk.Methods.Tiles;

namespace Ballast.Domain.Risk.Methods;

/// <summary>Dot products of all pairs of rows.</summary>
/// <remarks>
/// Each product is bit for bit that of <see cref="TensorPrimitives.Dot{T}"/> on the same machine, so neither threads nor the order of the pairs change a
/// result. That reads two rows for each pair and waits for every addition. Here a tile of four rows by two is summed at once, from rows that
/// stay in the processor cache: a load serves several products, and the sums do not wait for each other.
/// </remarks>
internal static class RowProducts
{
    private const int TileRows = 4;
    private const int TileColumns = 2;

    /// <summary>Columns taken together: with some thousand numbers each they fit into the second cache beside the rows of a tile.</summary>
    private const int Block = 64;

    /// <summary>Products below which a second thread gains less than it costs to begin.</summary>
    private const long LeastParallel = 2_000_000;

    /// <summary>Computes the products.</summary>
    /// <param name="left">Rows of equal length.</param>
    /// <param name="right">Rows of the same length; the same list for a symmetric matrix, of which one half is computed and copied.</param>
    /// <param name="divisor">Divides each product.</param>
    internal static double[,] Of(IReadOnlyList<double[]> left, IReadOnlyList<double[]> right, double divisor) =>
        Vector512.IsHardwareAccelerated && left[0].Length >= Lanes8.Width ? Of<Lanes8>(left, right, divisor)
        : Vector256.IsHardwareAccelerated && left[0].Length >= Lanes4.Width ? Of<Lanes4>(left, right, divisor)
        : Plain(left, right, divisor);

    /// <summary>Pair by pair.</summary>
    internal static double[,] Plain(IReadOnlyList<double[]> left, IReadOnlyList<double[]> right, double divisor)
    {
        var matrix = new double[left.Count, right.Count];
        for (var i = 0; i < left.Count; i++)
        {
            for (var j = 0; j < (ReferenceEquals(left, right) ? i + 1 : right.Count); j++)
            {
                Set(matrix, ReferenceEquals(left, right), i, j, TensorPrimitives.Dot<double>(left[i], right[j]) / divisor);
            }
        }

        return matrix;
    }

    /// <summary>In tiles, with vectors of one width; rows are at least as long as a vector.</summary>
    internal static double[,] Of<TLanes>(IReadOnlyList<double[]> left, IReadOnlyList<double[]> right, double divisor)
        where TLanes : struct, ILanes<TLanes>
    {
        var matrix = new double[left.Count, right.Count];
        var isSymmetric = ReferenceEquals(left, right);
        var tiles = (left.Count + TileRows - 1) / TileRows;
        var isParallel = (long)left.Count * right.Count * left[0].Length >= LeastParallel;
        for (var begin = 0; begin < right.Count; begin += Block)
        {
            var (from, to) = (begin, Math.Min(begin + Block, right.Count));
            var firstTile = isSymmetric ? from / TileRows : 0;
            if (isParallel)
            {
                Parallel.For(firstTile, tiles, Compute);
                continue;
            }

            for (var tile = firstTile; tile < tiles; tile++)
            {
                Compute(tile);
            }

            void Compute(int tile)
            {
                var row = tile * TileRows;
                var end = isSymmetric ? Math.Min(to, row + TileRows) : to;
                for (var column = from; column < end; column += TileColumns)
                {
                    SetTile<TLanes>(matrix, isSymmetric, left, right, (row, column), divisor);
                }
            }
        }

        return matrix;
    }

    /// <summary>Rows past the last are the last again, and not stored.</summary>
    private static void SetTile<TLanes>(
        double[,] matrix, bool isSymmetric, IReadOnlyList<double[]> left, IReadOnlyList<double[]> right, (int Row, int Column) first, double divisor)
        where TLanes : struct, ILanes<TLanes>
    {
        var (row, column) = first;
        Span<double> products = stackalloc double[TileRows * TileColumns];
        var (rows, columns) = (Math.Min(TileRows, left.Count - row), Math.Min(TileColumns, right.Count - column));
        Tile<TLanes>(
            (left[row], left[row + Math.Min(1, rows - 1)], left[row + Math.Min(2, rows - 1)], left[row + rows - 1]),
            (right[column], right[column + columns - 1]),
            products);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                Set(matrix, isSymmetric, row + i, column + j, products[(i * TileColumns) + j] / divisor);
            }
        }
    }

    private static void Set(double[,] matrix, bool isSymmetric, int row, int column, double value)
    {
        matrix[row, column] = value;
        if (isSymmetric)
        {
            matrix[column, row] = value;
        }
    }

    /// <summary>
    /// Sums in the order of <see cref="TensorPrimitives.Dot{T}"/>: rows longer than eight vectors begin at their second one, in steps of eight, then the
    /// first, and then the rest.
    /// </summary>
    private static void Tile<TLanes>((double[] A, double[] B, double[] C, double[] D) left, (double[] A, double[] B) right, Span<double> products)
        where TLanes : struct, ILanes<TLanes>
    {
        var sums = default(TileSums<TLanes>);
        var (length, width) = (left.A.Length, TLanes.Width);
        var steps = length > width * 8 ? (length - width) / (width * 8) * 8 : 0;
        var whole = length / width;
        if (steps > 0)
        {
            sums.Add(left, right, 1, steps + 1);
        }

        sums.Add(left, right, 0, 1);
        sums.Add(left, right, steps + 1, whole);
        sums.AddLast(left, right, length - (whole * width));
        sums.CopyTo(products);
    }
}
