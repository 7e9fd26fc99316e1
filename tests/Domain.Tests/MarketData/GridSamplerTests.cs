using Ballast.Domain.MarketData.Mids;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class GridSamplerTests
{
    private const double Missing = double.NaN;

    private static Instant Second(double seconds) => new((long)(seconds * Instant.PerSecond));

    private static GridSampler SomeSampler(int capacity = 100) => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), capacity);

    [Fact]
    public void A_point_takes_the_last_mid_at_or_before_it()
    {
        var sampler = SomeSampler();
        sampler.Observe(Second(0.5), 10);
        sampler.Observe(Second(2), 20);
        sampler.Observe(Second(2.1), 21);
        var (first, mids) = sampler.Closed(0, Second(5));
        Assert.Equal(1, first);
        Assert.Equal([10, 20, 21], mids);
    }

    [Fact]
    public void A_point_closes_when_the_watermark_is_two_seconds_past_it()
    {
        var sampler = SomeSampler();
        sampler.Observe(Second(1), 10);
        Assert.Empty(sampler.Closed(0, Second(2.999999)).Mids);
        Assert.Equal([10], sampler.Closed(0, Second(3)).Mids);
    }

    [Fact]
    public void A_mid_past_its_age_and_a_book_without_one_are_missing()
    {
        var sampler = SomeSampler();
        sampler.Observe(Second(1), 10);
        sampler.Observe(Second(6), Missing);
        sampler.Observe(Second(7), 11);
        Assert.Equal([10, 10, 10, 10, Missing, Missing, 11], sampler.Closed(0, Second(9)).Mids);
    }

    [Fact]
    public void A_late_tick_is_counted_and_never_changes_a_closed_point()
    {
        var sampler = SomeSampler();
        sampler.Observe(Second(1), 10);
        Assert.Equal([10, 10], sampler.Closed(0, Second(4)).Mids);
        sampler.Observe(Second(1.5), 99);
        sampler.Observe(Second(2), 98);
        sampler.Observe(Second(2.5), 12);
        Assert.Equal([10, 10, 12], sampler.Closed(0, Second(5)).Mids);
        Assert.Equal(2, sampler.LateTicks);
    }

    [Fact]
    public void Points_read_before_the_first_tick_stay_absent()
    {
        var sampler = SomeSampler();
        Assert.Empty(sampler.Closed(0, Second(7)).Mids);
        sampler.Observe(Second(3), 10);
        var (first, mids) = sampler.Closed(0, Second(8));
        Assert.Equal(6, first);
        Assert.Equal([10], mids);
        Assert.Equal(1, sampler.LateTicks);
    }

    [Fact]
    public void Only_the_newest_points_are_kept()
    {
        var sampler = SomeSampler(capacity: 3);
        for (var second = 0; second < 1_000; second++)
        {
            sampler.Observe(Second(second), second);
        }

        var (first, mids) = sampler.Closed(0, Second(2_000));
        Assert.Equal(1_996, first);
        Assert.Equal([Missing, Missing, Missing], mids);
        Assert.Equal(1_998, sampler.Closed(1_998, Second(2_000)).FirstIndex);
    }

    [Fact]
    public void Samples_equal_naive_ones_however_reads_interleave() =>
        Gen.Select(Gen.Long[0, 1_500_000], Gen.Int[0, 9], Gen.Long[-2_000_000, 6_000_000])
            .Select((ahead, kind, readAhead) => (ahead, kind, readAhead))
            .Array[1, 80]
            .Sample(steps =>
            {
                var sampler = SomeSampler(capacity: 50);
                var naive = new NaiveSampler(capacity: 50);
                var now = Second(10);
                foreach (var (ahead, kind, readAhead) in steps)
                {
                    if (kind < 7)
                    {
                        // Whole tenths make ticks at grid times common.
                        now += TimeSpan.FromMicroseconds(ahead / 100_000 * 100_000);
                        var mid = kind == 6 ? Missing : ahead;
                        sampler.Observe(now, mid);
                        naive.Observe(now, mid);
                        continue;
                    }

                    var watermark = now + TimeSpan.FromMicroseconds(readAhead);
                    Assert.Equal(naive.Closed(watermark), sampler.Closed(0, watermark).Mids);
                    Assert.Equal(naive.LateTicks, sampler.LateTicks);
                }
            });

    /// <summary>Keeps every tick and every closed point, and computes each point from all ticks.</summary>
    private sealed class NaiveSampler(int capacity)
    {
        private readonly List<(Instant Time, double Mid)> _ticks = [];
        private readonly SortedDictionary<long, double?> _closed = [];

        public long LateTicks { get; private set; }

        private long Newest { get; set; } = -1;

        public void Observe(Instant time, double mid)
        {
            LateTicks += _closed.Keys.Any(g => time <= Second(g)) ? 1 : 0;
            _ticks.Add((time, mid));

            // The ring may hold points that are complete but not closed yet.
            Newest = Math.Max(Newest, (time.Micros - 1) / Instant.PerSecond);
        }

        public double[] Closed(Instant watermark)
        {
            var through = (watermark - TimeSpan.FromSeconds(2)).Micros / Instant.PerSecond;
            for (var g = 0L; g <= through; g++)
            {
                _closed.TryAdd(g, Value(g));
            }

            Newest = _ticks.Count == 0 ? Newest : Math.Max(Newest, through);
            return [.. _closed.Where(p => p.Key <= through && p.Key > Newest - capacity && p.Value is not null).Select(p => p.Value!.Value)];
        }

        private double? Value(long g)
        {
            var before = _ticks.Where(t => t.Time <= Second(g)).ToArray();
            return before.Length == 0 ? null
                : Second(g) - before[^1].Time <= TimeSpan.FromSeconds(3) ? before[^1].Mid
                : Missing;
        }
    }
}
