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

    [Theory]
    [InlineData(1, 20)] // inverted_cdf
    [InlineData(2, 27.5)] // averaged_inverted_cdf
    [InlineData(3, 20)] // closest_observation
    [InlineData(4, 20)] // interpolated_inverted_cdf
    [InlineData(5, 27.5)] // hazen
    [InlineData(6, 26)] // weibull
    [InlineData(7, 29)] // linear
    [InlineData(8, 27)] // median_unbiased
    [InlineData(9, 27.125)] // normal_unbiased
    public void Every_type_gives_its_known_answer_which_is_that_of_the_method_NumPy_names_so(int type, double expected) =>
        Assert.Equal(-expected, HistoricalVar.Compute([15, 20, 35, 40, 50], 0.6, type)!.Value.ValueAtRisk, 1e-12);

    [Fact]
    public void Every_type_is_as_Hyndman_and_Fan_define_it() =>
        Gen.Select(Gen.Int[-1_000, 1_000].Array[1, 200], Gen.Int[1, 99], Gen.Int[1, 9]).Sample((pnl, percent, type) =>
        {
            var loss = HistoricalVar.Compute([.. pnl.Select(value => (double)value)], (100 - percent) / 100.0, type, extrapolate: true);
            Assert.Equal(-Defined(pnl, percent, type), loss!.Value.ValueAtRisk, 1e-6);
        });

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
    [InlineData(0.9, 0)]
    [InlineData(0.9, 10)]
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

    /// <summary>(1 − γ)·x(j) + γ·x(j + 1) with j = ⌊np + m⌋ and g = np + m − j, as in the paper, in whole units of 1/2400.</summary>
    private static double Defined(int[] sample, int percent, int type)
    {
        const int One = 2_400;
        var m = type switch
        {
            1 or 2 or 4 => 0,
            3 => -One / 2,
            5 => One / 2,
            6 => 24 * percent,
            7 => One - (24 * percent),
            8 => ((24 * percent) + One) / 3,
            _ => (6 * percent) + (One * 3 / 8),
        };
        var at = (24 * percent * sample.Length) + m;
        var j = (int)Math.Floor(at / (double)One);
        var g = (at - (j * One)) / (double)One;
        var weight = type switch
        {
            1 => g > 0 ? 1 : 0,
            2 => g > 0 ? 1 : 0.5,
            3 => g == 0 && j % 2 == 0 ? 0 : 1,
            _ => g,
        };
        var sorted = sample.Order().ToArray();
        double Observation(int k) => sorted[Math.Clamp(k, 1, sorted.Length) - 1];
        return ((1 - weight) * Observation(j)) + (weight * Observation(j + 1));
    }
}
