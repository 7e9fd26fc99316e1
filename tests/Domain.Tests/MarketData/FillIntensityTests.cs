using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Events;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class FillIntensityTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static Instant At(double second) => new((long)((1_700_000_000 + second) * Instant.PerSecond));

    [Fact]
    public void A_line_through_exact_counts_is_found_exactly()
    {
        // 2^(10−j) orders reach j, from 1,024 at 0 to 1 at 10; the 11th furthest of 1,024 reached 6, so every point is a power of 2 …
        var distances = Enumerable.Range(0, 11).SelectMany(j => Enumerable.Repeat((double)j, j == 10 ? 1 : (1 << (10 - j)) - (1 << (9 - j)))).ToArray();
        var fit = FillIntensity.Fit(distances, Minute);

        // … and between two whole distances as many reach as the next one: an independent line through those counts.
        double[] x = [.. Enumerable.Range(0, 21).Select(i => 6 * i / 20.0)];
        double[] y = [.. x.Select(d => Math.Log(distances.Count(r => r >= d) / 60.0))];
        var (mx, my) = (x.Average(), y.Average());
        var slope = x.Zip(y).Sum(p => (p.First - mx) * (p.Second - my)) / x.Sum(v => (v - mx) * (v - mx));
        Assert.Equal(1_024, fit.Observations);
        Assert.Equal(6, fit.Furthest);
        Assert.Equal(-slope, fit.K!.Value, 1e-12);
        Assert.Equal(Math.Exp(my - (slope * mx)), fit.A!.Value, 1e-9);
        Assert.InRange(fit.RSquared!.Value, 0.97, 1);
        Assert.Null(fit.Reason);
    }

    [Fact]
    public void Orders_simulated_with_a_known_rate_and_decay_give_them_back()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var n = 0; n < 20; n++)
        {
            var (a, k) = (5 + (random.NextDouble() * 20), Math.Exp((random.NextDouble() * 8) - 4));
            var (reach, now) = (new OrderDistanceWindow(600), 0.0);
            reach.Observe(At(0));
            while (now < 600)
            {
                // Poisson arrivals whose distances are exponential: those of at least δ are Poisson with A·e^(−kδ).
                now += -Math.Log(1 - random.NextDouble()) / a;
                var (distance, mid) = (-Math.Log(1 - random.NextDouble()) / k, 1_000 + random.NextDouble());
                var taker = random.Next(2) == 0 ? TakerSide.Buy : TakerSide.Sell;
                reach.Add(At(Math.Min(now, 600)), taker, taker == TakerSide.Buy ? mid + distance : mid - distance, mid);
            }

            var fit = reach.At(At(600));

            Assert.True(Math.Abs((fit.K!.Value / k) - 1) < 0.2, $"seed {seed}, {n}: k {k}, fitted {fit.K} to {fit.Observations}");
            Assert.True(Math.Abs((fit.A!.Value / a) - 1) < 0.25, $"seed {seed}, {n}: A {a}, fitted {fit.A} to {fit.Observations}");
            Assert.True(fit.RSquared > 0.95, $"seed {seed}, {n}: R² {fit.RSquared}");
        }
    }

    [Theory]
    [InlineData(49, 1.0, "49 orders in 00:01:00 are too few; 50 are needed")]
    [InlineData(60, 1.0, "orders that reach further are not fewer")]
    [InlineData(60, 0.0, "hardly an order reached beyond the mid")]
    [InlineData(60, -1.0, "hardly an order reached beyond the mid")]
    [InlineData(60, double.PositiveInfinity, "hardly an order reached beyond the mid")]
    public void Without_a_falling_line_there_is_none_and_the_reason_is_told(int orders, double distance, string reason)
    {
        var fit = FillIntensity.Fit(Enumerable.Repeat(distance, orders).ToArray(), Minute);

        Assert.Equal((null, null, null, orders, reason), (fit.A, fit.K, fit.RSquared, fit.Observations, fit.Reason));
    }

    [Fact]
    public void Prints_of_one_order_count_once_with_the_furthest_from_the_mid_before_it()
    {
        var reach = new OrderDistanceWindow(60);
        reach.Observe(At(0));
        reach.Add(At(1), TakerSide.Buy, 101, 100);
        reach.Add(At(1), TakerSide.Buy, 103, 102);
        reach.Add(At(1), TakerSide.Sell, 100, 102);
        reach.Add(At(2), TakerSide.Buy, 101, double.NaN);
        reach.Add(At(3), TakerSide.Buy, 101, 100);

        Assert.Equal(3, reach.At(At(5)).Observations);
        Assert.Equal(1, reach.At(At(61.5)).Observations);
        Assert.Equal(0, reach.At(At(63)).Observations);
    }

    [Fact]
    public void Orders_of_both_sides_at_one_time_are_two_however_their_trades_alternate()
    {
        var reach = new OrderDistanceWindow(60);
        reach.Observe(At(0));
        foreach (var taker in (TakerSide[])[TakerSide.Buy, TakerSide.Sell, TakerSide.Buy, TakerSide.Sell])
        {
            reach.Add(At(1), taker, 100, 100);
        }

        Assert.Equal(2, reach.At(At(5)).Observations);
        reach.Add(At(2), TakerSide.Buy, 100, 100);
        Assert.Equal(3, reach.At(At(5)).Observations);
        Assert.Equal(1, reach.At(At(61.5)).Observations);
    }

    [Fact]
    public void Rates_are_by_the_time_that_was_seen_and_a_gap_begins_anew()
    {
        var reach = new OrderDistanceWindow(60);
        Assert.Equal("no event yet", reach.At(At(0)).Reason);
        for (var i = 0; i < 100; i++)
        {
            reach.Add(At(i * 0.1), TakerSide.Sell, 100 - (i % 10 * 0.1), 100);
        }

        var fit = reach.At(At(10));
        Assert.Equal((TimeSpan.FromSeconds(10), $"orders are seen only since {At(0)}"), (fit.Window, fit.Reason));
        Assert.InRange(fit.A!.Value, 10, 20);

        reach.MarkGap();
        Assert.Equal("trades were missed", reach.At(At(10)).Reason);
        reach.Add(At(11), TakerSide.Sell, 99, 100);
        Assert.Equal("seen for less than a second", reach.At(At(11.5)).Reason);
        Assert.Equal(1, reach.At(At(13)).Observations);
    }

    [Fact]
    public void Past_the_most_orders_kept_the_stretch_is_shorter_and_the_rate_is_not()
    {
        var reach = new OrderDistanceWindow(60, most: 100);
        for (var i = 0; i < 500; i++)
        {
            reach.Add(At(i * 0.1), TakerSide.Buy, 100 + (i % 10 * 0.1), 100);
        }

        var fit = reach.At(At(50));
        Assert.Equal(101, fit.Observations);
        Assert.Equal(10.2, fit.Window.TotalSeconds, 0.11);
    }
}
