using Ballast.Domain.MarketData;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class GridSamplerRestoreTests
{
    private const double Missing = double.NaN;
    private const int Capacity = 40;

    private static Instant Second(double seconds) => new((long)(seconds * Instant.PerSecond));

    private static GridSampler SomeSampler() => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), Capacity);

    [Fact]
    public void Restored_points_are_given_before_the_first_tick_and_those_in_between_are_missing()
    {
        var sampler = SomeSampler();
        sampler.Restore(5, [Missing, 10, Missing, 12, Missing]);
        Assert.Equal((6, [10, Missing, 12]), Closed(sampler, 0, 20));
        sampler.Observe(Second(20.5), 30);
        Assert.Equal((6, [10, Missing, 12, .. Enumerable.Repeat(Missing, 12), 30]), Closed(sampler, 0, 23));
    }

    [Fact]
    public void A_point_closed_here_with_a_mid_stays_and_a_missing_one_is_filled_in()
    {
        var sampler = SomeSampler();
        sampler.Observe(Second(1), 10);
        sampler.Observe(Second(1.5), Missing);
        sampler.Observe(Second(3), 13);
        Assert.Equal((1, [10, Missing, 13]), Closed(sampler, 0, 5));
        sampler.Restore(0, [1, 2, 3, 4, 5]);
        Assert.Equal((0, [1, 10, 3, 13, 5]), Closed(sampler, 0, 6));
        sampler.Observe(Second(3.5), 14);
        Assert.Equal((0, [1, 10, 3, 13, 5, 14]), Closed(sampler, 0, 7));
        Assert.Equal(1, sampler.LateTicks);
    }

    [Fact]
    public void Nothing_but_missing_points_restores_nothing()
    {
        var sampler = SomeSampler();
        sampler.Restore(5, [Missing, Missing]);
        sampler.Restore(5, []);
        Assert.Null(sampler.Oldest);
        Assert.Null(sampler.ClosedEnd);
        Assert.Empty(sampler.Closed(0, Second(100)).Mids);
    }

    /// <summary>One sampler runs through; another begins anew at some time with what the first had closed then.</summary>
    [Fact]
    public void A_sampler_that_begins_anew_gives_the_points_of_one_that_ran_through_bit_for_bit()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var (whole, first) = (SomeSampler(), SomeSampler());
            var now = Second(random.Next(0, 50));
            void Tick(params GridSampler[] samplers)
            {
                now += TimeSpan.FromMilliseconds(100 * random.Next(0, 20));
                var mid = random.Next(8) == 0 ? Missing : random.NextDouble();
                foreach (var sampler in samplers)
                {
                    sampler.Observe(now, mid);
                }
            }

            for (var ticks = random.Next(0, 60); ticks >= 0; ticks--)
            {
                Tick(whole, first);
            }

            var stop = now + TimeSpan.FromMilliseconds(100 * random.Next(0, 60));
            var (from, stored) = first.Closed(0, stop);
            whole.Close(stop);

            // What was not closed is lost: both samplers know the same from a tick after every point that may still be open.
            now = stop + TimeSpan.FromSeconds(1);
            var second = SomeSampler();
            var late = random.Next(2) == 0;
            if (!late)
            {
                second.Restore(from, stored);
            }

            for (var ticks = random.Next(1, 40); ticks >= 0; ticks--)
            {
                Tick(whole, second);
                if (late && random.Next(10) == 0)
                {
                    second.Restore(from, stored);
                    late = false;
                }
            }

            if (late)
            {
                second.Restore(from, stored);
            }

            var end = now + TimeSpan.FromSeconds(4);
            var (wholeFirst, expected) = whole.Closed(0, end);
            var (secondFirst, actual) = second.Closed(0, end);
            var given = new Dictionary<long, double>();
            for (var i = 0; i < actual.Length; i++)
            {
                given[secondFirst + i] = actual[i];
            }

            for (var i = 0; i < expected.Length; i++)
            {
                var (g, restored) = (wholeFirst + i, wholeFirst + i - from);
                var mid = given.GetValueOrDefault(g, Missing);
                if (restored >= 0 && restored < stored.Length)
                {
                    Assert.Equal(BitConverter.DoubleToInt64Bits(stored[restored]), BitConverter.DoubleToInt64Bits(mid));
                }

                // In the gap a point may be missing; a point that is there is never another.
                Assert.True(double.IsNaN(mid) || mid.Equals(expected[i]), $"round {round}, point {g}: {mid} is not {expected[i]}");
            }
        }
    }

    private static (long First, double[] Mids) Closed(GridSampler sampler, long from, double watermark) => sampler.Closed(from, Second(watermark));
}
