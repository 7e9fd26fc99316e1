using Ballast.Domain.Risk.Methods;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

public sealed class HistoricalVarTests
{
    private static readonly double[] Ten = [3, -5, 1, -2, 4, 0, 2, -1, 5, 6];

    [Fact]
    public void The_tail_of_ten_at_80_percent_is_its_two_worst()
    {
        // Sorted: −5 −2 −1 …; a·n = 2, so VaR is 2 and ES (5 + 2)/2.
        Assert.Equal(new TailLoss(2, 3.5), HistoricalVar.Compute(Ten, 0.8));
    }

    [Fact]
    public void A_boundary_observation_counts_by_its_fraction()
    {
        // a·n = 2.5: x_(3) = −1 counts half, (5 + 2 + 0.5)/2.5 = 3.
        var loss = HistoricalVar.Compute(Ten, 0.75)!.Value;
        Assert.Equal((1, 3), (loss.ValueAtRisk, loss.ExpectedShortfall));
    }

    [Theory]
    [InlineData(6, 1.8)] // h = 11·0.2 = 2.2
    [InlineData(7, 1.2)] // h = 9·0.2 + 1 = 2.8
    [InlineData(8, 1.6)] // h = (10 + 1/3)·0.2 + 1/3 = 2.4
    public void Interpolated_quantiles_follow_their_definitions(int type, double expected) =>
        Assert.Equal(expected, HistoricalVar.Compute(Ten, 0.8, type)!.Value.ValueAtRisk, 1e-12);

    [Fact]
    public void A_tail_smaller_than_one_observation_has_no_figure()
    {
        Assert.Null(HistoricalVar.Compute([], 0.99));
        Assert.Null(HistoricalVar.Compute(Ten, 0.95));
        Assert.NotNull(HistoricalVar.Compute(new double[20], 0.95));
    }

    [Fact]
    public void A_tail_of_gains_is_a_negative_loss() =>
        Assert.Equal(new TailLoss(-7, -7), HistoricalVar.Compute([7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 0.9));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.9, 2)]
    public void An_impossible_confidence_or_type_is_the_callers_mistake(double confidence, int type) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HistoricalVar.Compute(Ten, confidence, type));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void An_observation_that_is_no_number_is_the_callers_mistake(double value) =>
        Assert.Throws<ArgumentException>(() => HistoricalVar.Compute([1, value], 0.5));

    [Fact]
    public void The_shortfall_is_never_below_the_value_at_risk_and_order_does_not_matter() =>
        Gen.Select(Gen.Double[-100, 100].Array[1, 300], Gen.Double[0.5, 0.99]).Sample((pnl, confidence) =>
        {
            var loss = HistoricalVar.Compute(pnl, confidence);
            Assert.Equal(loss, HistoricalVar.Compute(pnl.Reverse().ToArray(), confidence));
            Assert.True(loss is null || loss.Value.ExpectedShortfall >= loss.Value.ValueAtRisk - 1e-9);
        });
}
