using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Methods.Tiles;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

/// <summary>Products in tiles beside those of pair by pair, and the smallest values beside a sort.</summary>
public sealed class RowProductsTests
{
    private static readonly Gen<(double[][] Left, double[][] Right)> Matrices =
        from steps in Gen.OneOf(Gen.Int[1, 90], Gen.Int[120, 300])
        from left in Gen.Double[-1, 1].Array[steps].Array[1, 11]
        from right in Gen.Double[-1, 1].Array[steps].Array[1, 7]
        select (left, right);

    [Fact]
    public void Products_in_tiles_are_bit_for_bit_those_of_pair_by_pair() => Matrices.Sample(
        m =>
        {
            Same(RowProducts.Plain(m.Left, m.Right, 7), RowProducts.Of(m.Left, m.Right, 7));
            Same(RowProducts.Plain(m.Left, m.Left, 7), RowProducts.Of(m.Left, m.Left, 7));
        },
        iter: 1_000);

    [Fact]
    public void Vectors_of_either_width_give_the_same_products_but_for_rounding() => Matrices.Sample(
        m =>
        {
            if (m.Left[0].Length >= Lanes8.Width)
            {
                Near(m.Left, m.Right, RowProducts.Of<Lanes8>(m.Left, m.Right, 1));
            }

            if (m.Left[0].Length >= Lanes4.Width)
            {
                Near(m.Left, m.Right, RowProducts.Of<Lanes4>(m.Left, m.Right, 1));
            }
        },
        iter: 300);

    [Fact]
    public void A_matrix_of_several_blocks_that_threads_share_is_that_of_pair_by_pair()
    {
        var random = new Random(3);
        double[][] rows = [.. Enumerable.Range(0, 143).Select(_ => Enumerable.Range(0, 203).Select(_ => random.NextDouble() - 0.5).ToArray())];
        Same(RowProducts.Plain(rows, rows, 202), RowProducts.Of(rows, rows, 202));
        Same(RowProducts.Plain(rows, rows[..71], 1), RowProducts.Of(rows, rows[..71], 1));
    }

    [Fact]
    public void The_smallest_values_are_the_first_of_a_sort() =>
        Gen.Int[-50, 50].Select(i => i / 8.0).Array[1, 1_200].SelectMany(series => Gen.Int[0, Math.Min(series.Length, 300)].Select(count => (series, count))).Sample(
            of => Assert.Equal(of.series.Order().Take(of.count), SmallestValues.Of(of.series, of.count).Take(of.count)),
            iter: 2_000);

    private static void Same(double[,] expected, double[,] actual) =>
        Assert.Equal(expected.Cast<double>().Select(BitConverter.DoubleToInt64Bits), actual.Cast<double>().Select(BitConverter.DoubleToInt64Bits));

    private static void Near(double[][] left, double[][] right, double[,] actual)
    {
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = 0; j < right.Length; j++)
            {
                Assert.Equal(left[i].Zip(right[j], (a, b) => a * b).Sum(), actual[i, j], 1e-12);
            }
        }
    }
}
