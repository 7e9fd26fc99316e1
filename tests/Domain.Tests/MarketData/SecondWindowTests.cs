using Ballast.Domain.MarketData.Analytics;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

/// <summary>Spreads and traded volume by second, by hand and against all observations kept.</summary>
public sealed class SecondWindowTests
{
    private const long Start = 1_700_000_000;
    private static readonly double[] Spreads = [0.5, 1, 2];

    private static Instant At(double second) => new((long)((Start + second) * Instant.PerSecond));

    [Fact]
    public void A_spread_counts_once_for_each_second_at_whose_end_it_held()
    {
        var window = new SpreadWindow(10);
        window.Observe(At(0.2), 99, 101);
        window.Observe(At(0.7), 99.5, 100.5);
        window.Observe(At(3.1), 98, 102);
        var figures = window.At(At(4));

        // Seconds 0, 1 and 2 ended with 0.01, second 3 with 0.04.
        Assert.Equal(4, figures.Samples);
        Assert.Equal(0.0175, figures.Mean!.Value, 1e-8);
        Assert.Equal(0.015, figures.Deviation!.Value, 1e-8);
        Assert.Equal(TimeSpan.FromSeconds(10), figures.Window);
    }

    [Fact]
    public void Seconds_without_both_sides_do_not_count_and_old_ones_leave()
    {
        var window = new SpreadWindow(3);
        window.Observe(At(0), 99, 101);
        window.Observe(At(1.5), double.NaN, 101);
        Assert.Equal((1, "the spread is known at 1 seconds of the last 3; 2 are needed"), (window.At(At(2)).Samples, window.At(At(2)).Reason));
        window.Observe(At(2.5), 98, 102);

        // Seconds 2, 3 and 4.
        Assert.Equal((3, 0.04), (window.At(At(5)).Samples, Math.Round(window.At(At(5)).Mean!.Value, 6)));
        Assert.Equal(0, window.At(At(1_000)).Deviation!.Value, 1e-12);
    }

    [Fact]
    public void Volume_is_what_traded_in_the_stretch_that_was_seen()
    {
        var window = new VolumeWindow(5);
        Assert.Equal((null, "no event yet"), (window.At(At(0)).Amount, window.At(At(0)).Reason));
        window.Observe(At(0));
        Assert.Null(window.At(At(0.5)).Amount);
        window.Add(At(1.5), 3);
        window.Add(At(2.5), 4);
        Assert.Equal(new TradedVolume(7, TimeSpan.FromSeconds(3), $"trades are seen only since {At(0)}"), window.At(At(3)));
        Assert.Equal((4, null), (window.At(At(6.5)).Amount, window.At(At(6.5)).Reason));
        Assert.Equal(0, window.At(At(100)).Amount);
        window.MarkGap();
        Assert.Equal((null, "trades were missed"), (window.At(At(100)).Amount, window.At(At(100)).Reason));
    }

    [Fact]
    public void Windows_agree_with_all_observations_kept()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var n = 0; n < 200; n++)
        {
            var seconds = random.Next(2, 20);
            var (spreads, volume) = (new SpreadWindow(seconds), new VolumeWindow(seconds));
            var quotes = new List<(double Time, double Spread)>();
            var trades = new List<(double Time, double Amount)>();
            var now = Math.Round(random.NextDouble(), 3);
            volume.Observe(At(now));
            for (var i = random.Next(1, 60); i > 0; i--)
            {
                now = Math.Round(now + (random.NextDouble() * (random.Next(10) == 0 ? 15 : 1)), 3);
                if (random.Next(2) == 0)
                {
                    var spread = random.Next(5) == 0 ? double.NaN : Spreads[random.Next(3)];
                    spreads.Observe(At(now), 100 - (spread / 2), 100 + (spread / 2));
                    quotes.Add((now, spread / 100));
                }
                else
                {
                    volume.Add(At(now), i);
                    trades.Add((now, i));
                }
            }

            var last = (int)Math.Floor(now);
            var ends = Enumerable.Range(last - seconds + 1, seconds)
                .Select(end => quotes.Where(q => q.Time < end).Select(q => (double?)q.Spread).LastOrDefault() ?? double.NaN)
                .Where(s => !double.IsNaN(s)).ToArray();
            var figures = spreads.At(At(now));
            Assert.True(ends.Length == figures.Samples, $"seed {seed}, {n}: {ends.Length} samples, not {figures.Samples}");
            if (ends.Length >= 2)
            {
                var mean = ends.Average();
                Assert.Equal(mean, figures.Mean!.Value, 1e-8);
                Assert.Equal(Math.Sqrt(ends.Sum(s => (s - mean) * (s - mean)) / (ends.Length - 1)), figures.Deviation!.Value, 1e-8);
            }

            var traded = trades.Where(t => Math.Floor(t.Time) > last - seconds).Sum(t => t.Amount);
            Assert.True((volume.At(At(now)).Amount ?? traded) == traded, $"seed {seed}, {n}: {traded} traded, not {volume.At(At(now)).Amount}");
        }
    }
}
