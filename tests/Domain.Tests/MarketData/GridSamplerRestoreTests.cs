using Ballast.Domain.MarketData.Mids;
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
        AssertClosed(sampler, 20, 6, [10, Missing, 12]);
        sampler.Observe(Second(20.5), 30);
        AssertClosed(sampler, 23, 6, [10, Missing, 12, .. Enumerable.Repeat(Missing, 12), 30]);
    }

    [Fact]
    public void A_point_closed_here_with_a_mid_stays_and_a_missing_one_is_filled_in()
    {
        var sampler = SomeSampler();
        sampler.Observe(Second(1), 10);
        sampler.Observe(Second(1.5), Missing);
        sampler.Observe(Second(3), 13);
        AssertClosed(sampler, 5, 1, [10, Missing, 13]);
        sampler.Restore(0, [1, 2, 3, 4, 5]);
        AssertClosed(sampler, 6, 0, [1, 10, 3, 13, 5]);
        sampler.Observe(Second(3.5), 14);
        AssertClosed(sampler, 7, 0, [1, 10, 3, 13, 5, 14]);
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

    /// <summary>One sampler runs through. Another starts at some time with the points that the first had closed by then.</summary>
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

            AssertSame(whole, second, (from, stored), now + TimeSpan.FromSeconds(4), round);
        }
    }

    [Fact]
    public void Restored_points_merge_as_in_a_naive_sampler_however_ticks_reads_and_restores_interleave()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var sampler = new GridSampler(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), 1_000);
            var (ticks, closed) = (new List<(Instant Time, double Mid)>(), new SortedDictionary<long, double>());
            void CloseNaively(long through)
            {
                for (var g = 0L; g <= through; g++)
                {
                    var before = ticks.FindLast(tick => tick.Time <= Second(g));
                    closed.TryAdd(g, before.Mid != 0 && Second(g) - before.Time <= TimeSpan.FromSeconds(3) ? before.Mid : Missing);
                }
            }

            var now = Second(random.Next(0, 20));
            for (var step = 0; step < 40; step++)
            {
                switch (random.Next(6))
                {
                    case 0:
                        var stored = Enumerable.Range(0, random.Next(0, 8)).Select(_ => random.Next(3) == 0 ? Missing : random.NextDouble() + 1).ToArray();
                        var first = Math.Max(0, (now.Micros / Instant.PerSecond) - random.Next(-3, 20));
                        sampler.Restore(first, stored);
                        var was = closed.ToDictionary();
                        CloseNaively(stored.Any(double.IsFinite) ? first + Array.FindLastIndex(stored, double.IsFinite) : -1);
                        foreach (var (i, restored) in stored.Index().Where(item => double.IsFinite(item.Item) && double.IsNaN(was.GetValueOrDefault(first + item.Index, Missing))))
                        {
                            closed[first + i] = restored;
                        }

                        break;
                    case 1:
                        var watermark = now + TimeSpan.FromMilliseconds(100 * random.Next(-20, 60));
                        var through = (watermark - SamplingGrid.ClosingDelay).Micros / Instant.PerSecond;
                        CloseNaively(watermark.Micros < 2 * Instant.PerSecond ? -1 : through);
                        var (from, mids) = sampler.Closed(0, watermark);
                        for (var g = 0L; g <= through && watermark.Micros >= 2 * Instant.PerSecond; g++)
                        {
                            var actual = g >= from && g < from + mids.Length ? mids[g - from] : Missing;
                            Assert.True(closed[g].Equals(actual), $"round {round}, step {step}, point {g}: {actual} is not {closed[g]}");
                        }

                        break;
                    default:
                        now += TimeSpan.FromMilliseconds(100 * random.Next(0, 15));
                        var mid = random.Next(8) == 0 ? Missing : random.NextDouble() + 1;
                        sampler.Observe(now, mid);
                        ticks.Add((now, mid));
                        break;
                }
            }
        }
    }

    /// <summary>Restored points are there bit for bit. In the gap a point may be missing, but a point that is there is never another.</summary>
    private static void AssertSame(GridSampler whole, GridSampler second, (long From, double[] Mids) stored, Instant end, int round)
    {
        var (wholeFirst, expected) = whole.Closed(0, end);
        var (secondFirst, actual) = second.Closed(0, end);
        var given = new Dictionary<long, double>();
        for (var i = 0; i < actual.Length; i++)
        {
            given[secondFirst + i] = actual[i];
        }

        for (var i = 0; i < expected.Length; i++)
        {
            var (g, restored) = (wholeFirst + i, wholeFirst + i - stored.From);
            var mid = given.GetValueOrDefault(g, Missing);
            if (restored >= 0 && restored < stored.Mids.Length)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(stored.Mids[restored]), BitConverter.DoubleToInt64Bits(mid));
            }

            Assert.True(double.IsNaN(mid) || mid.Equals(expected[i]), $"round {round}, point {g}: {mid} is not {expected[i]}");
        }
    }

    private static void AssertClosed(GridSampler sampler, double watermark, long first, double[] mids)
    {
        var closed = sampler.Closed(0, Second(watermark));
        Assert.Equal(first, closed.FirstIndex);
        Assert.Equal(mids, closed.Mids);
    }
}
