using Ballast.Domain.Risk.Methods;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

public sealed class DecompositionTests
{
    private const int Portfolios = 1_000;

    private static readonly Gen<(double[][] Moves, double[] Exposures)> Books =
        from instruments in Gen.Int[1, 6]
        from steps in Gen.Int[120, 200]
        from moves in Gen.Double[-0.2, 0.2].Array[steps].Array[instruments]
        from exposures in Gen.Double[-1e6, 1e6].Array[instruments]
        select (moves, exposures);

    [Fact]
    public void Components_of_a_normal_value_at_risk_and_shortfall_sum_to_them() =>
        Books.Sample(
            book =>
            {
                var split = VarDecomposition.Normal(book.Exposures, Covariance.LedoitWolfIdentity(book.Moves).Matrix, 0.99);
                Near(split.ValueAtRisk, split.Component.Sum(), split.Component);
                Near(split.ExpectedShortfall, split.ComponentShortfall.Sum(), split.ComponentShortfall);
            },
            iter: Portfolios);

    [Fact]
    public void Components_of_an_empirical_tail_sum_to_it() =>
        Books.Sample(
            book =>
            {
                double[][] legs = [.. book.Moves.Select((row, i) => row.Select(move => move * book.Exposures[i]).ToArray())];
                double[] total = [.. Enumerable.Range(0, legs[0].Length).Select(t => legs.Sum(leg => leg[t]))];
                var loss = HistoricalVar.Compute(total, 0.975)!.Value;
                var components = TailComponents.Of(legs, total, 0.975)!;
                Near(loss.ExpectedShortfall, components.Shortfall.Sum(), components.Shortfall);
                Near(loss.ValueAtRisk, components.ValueAtRisk.Sum(), components.ValueAtRisk);
            },
            iter: Portfolios);

    [Fact]
    public void Two_legs_that_cancel_out_risk_nothing()
    {
        double[] moves = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i) / 10)];

        var split = VarDecomposition.Normal([1_000, -1_000], Covariance.Sample([moves, moves]).Matrix, 0.99);

        Assert.Equal((0, 0), (split.ValueAtRisk, split.ExpectedShortfall));
        Assert.All(split.Component.Concat(split.Marginal).Concat(split.ComponentShortfall), share => Assert.Equal(0, share));
    }

    /// <summary>Within 1e-12 of what is summed: legs that nearly cancel out leave the rounding of the large ones.</summary>
    private static void Near(double expected, double actual, double[] parts) =>
        Assert.True(
            Math.Abs(expected - actual) <= 1e-12 * Math.Max(Math.Abs(expected), parts.Sum(Math.Abs)),
            $"{actual:R} is not {expected:R}");
}
