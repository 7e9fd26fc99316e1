using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class BookFlowTests
{
    private static readonly BookLevel Bid = new(100, 2);
    private static readonly BookLevel Ask = new(101, 3);

    private static Instant At(double seconds) => new((long)(seconds * Instant.PerSecond));

    [Fact]
    public void Order_flow_begins_anew_after_a_gap_or_an_empty_side()
    {
        var flow = new OrderFlow(seconds: 5);
        Assert.Equal(new(null, false, "no quotes on both sides yet"), flow.At(At(1)));
        flow.Observe(At(1), Bid, Ask);
        flow.Observe(At(2), Bid with { Amount = 9 }, Ask);
        flow.Observe(At(3), null, Ask);
        Assert.Equal(new(7, false, "quotes are missing since something was missed or a side was empty"), flow.At(At(3)));

        flow.Observe(At(4), Bid, Ask);
        flow.Observe(At(4), Bid, Ask with { Amount = 1 });

        Assert.Equal(new(2, false, $"seen only since {At(4)}"), flow.At(At(4)));
        Assert.Equal(new(0, true, null), flow.At(At(9)));
    }

    [Fact]
    public void Order_flow_equals_the_sum_of_its_steps_within_the_window()
    {
        var random = new Random(7);
        var flow = new OrderFlow(seconds: 4);
        var steps = new List<(Instant At, double Step)>();
        var (time, last) = (At(0), (Bid, Ask));
        flow.Observe(time, Bid, Ask);
        for (var i = 0; i < 2_000; i++)
        {
            time += TimeSpan.FromMilliseconds(random.Next(0, 900));
            var next = (new BookLevel(100 + random.Next(3), random.Next(1, 9)), new BookLevel(103 + random.Next(3), random.Next(1, 9)));
            steps.Add((time, OrderFlow.Step(last.Bid, last.Ask, next.Item1, next.Item2)));
            flow.Observe(time, next.Item1, next.Item2);
            last = next;
            var second = time.Micros / Instant.PerSecond;
            Assert.Equal(
                steps.Where(step => (step.At.Micros / Instant.PerSecond) > second - 4).Sum(step => step.Step), flow.At(time).Value!.Value, 1e-9);
        }
    }

    [Fact]
    public void A_trade_larger_than_many_buckets_fills_them_all()
    {
        var buckets = new VolumeBuckets(bucketVolume: 2, window: 3);
        buckets.Add(TakerSide.Sell, 1);
        buckets.Add(TakerSide.Buy, 1e12 + 1.5);

        Assert.Equal((500_000_000_001L, (0.5, 0.0), 1.0), (buckets.Completed, buckets.Partial, buckets.Vpin!.Value));
    }

    [Fact]
    public void Trades_without_a_side_make_vpin_incomplete_and_no_amounts_count_for_nothing()
    {
        var buckets = new VolumeBuckets(bucketVolume: 1, window: 1);
        buckets.Add(TakerSide.Buy, 1);
        Assert.True(buckets.Now().IsComplete);
        buckets.Add(TakerSide.Unknown, 5);
        buckets.Add(TakerSide.Buy, double.NaN);
        buckets.Add(TakerSide.Buy, 0);

        Assert.Equal((1L, 1L, false), (buckets.Completed, buckets.WithoutSide, buckets.Now().IsComplete));
    }

    [Fact]
    public void Realised_volatility_is_the_root_of_summed_squared_returns_of_previous_ticks()
    {
        var mids = new MidHistory();
        mids.Add(At(0), 100);
        mids.Add(At(1.5), 110);
        mids.Add(At(2), 121);
        mids.Confirm(At(3.2));

        // Samples at 0, 1, 2 and 3 s: 100, 100, 121, 121.
        Assert.Equal(new(Math.Log(1.21), true, null), RealisedVolatility.Of(mids, 3, TimeSpan.FromSeconds(1)));
        Assert.Equal(new(Math.Log(1.21), false, "3 of 4 returns are known"), RealisedVolatility.Of(mids, 4, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Returns_from_or_to_a_time_without_a_mid_are_left_out()
    {
        var mids = new MidHistory();
        mids.Add(At(0), 100);
        mids.Add(At(2), double.NaN);
        mids.Add(At(3), 200);
        mids.Confirm(At(3));

        Assert.Equal(new(null, false, "1 of 3 returns are known"), RealisedVolatility.Of(mids, 3, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_price_that_is_not_positive_has_no_contract_value()
    {
        BookLevel[] bids = [new(0, 5)], asks = [new(1, 5)];

        var inverse = BookAnalytics.Execute(bids, asks, Side.Sell, 2, new ContractValue(ContractKind.Inverse, 10));

        Assert.Equal((2m, 0m, null, null), (inverse.Filled, inverse.WorstPrice, inverse.Vwap, inverse.CostVsMid));
    }

    [Theory]
    [InlineData(61_800.2)]
    [InlineData(0.1)]
    [InlineData(1e-8)]
    [InlineData(12_345_678.123456789)]
    [InlineData(0.30000000000000004)]
    public void The_decimal_of_a_double_is_the_text_it_was_read_from(double value) =>
        Assert.Equal(value, (double)BookAnalytics.Exact(value));

    [Fact]
    public void A_size_past_decimal_is_told() => Assert.Throws<OverflowException>(() => BookAnalytics.Exact(1e29));
}
