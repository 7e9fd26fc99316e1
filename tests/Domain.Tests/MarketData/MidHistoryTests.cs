using Ballast.Domain.MarketData.Mids;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class MidHistoryTests
{
    private const double None = double.NaN;

    private static Instant Second(double seconds) => new((long)(seconds * Instant.PerSecond));

    [Fact]
    public void A_mid_holds_until_the_next_change()
    {
        var history = new MidHistory();
        history.Add(Second(1), 10);
        history.Add(Second(2), 20);

        Assert.Equal((null, 10.0, 10.0, 20.0), (history.PreviousTick(Second(0.9)), history.PreviousTick(Second(1)), history.PreviousTick(Second(1.9)), history.PreviousTick(Second(2))));
        Assert.Equal((Second(1), Second(2)), (history.Oldest, history.ConfirmedTo));
    }

    [Fact]
    public void A_book_without_a_mid_has_none_until_the_next()
    {
        var history = new MidHistory();
        history.Add(Second(1), 10);
        history.Add(Second(2), None);
        history.Add(Second(3), 30);

        Assert.Equal((10.0, (double?)null, 30.0), (history.PreviousTick(Second(1)), history.PreviousTick(Second(2.5)), history.PreviousTick(Second(3))));
    }

    [Fact]
    public void Nothing_is_known_before_the_first_mid()
    {
        var history = new MidHistory();

        Assert.Equal((null, null, default), (history.PreviousTick(Second(1)), history.Oldest, history.ConfirmedTo));
        Assert.Empty(history.From(default));
    }

    [Fact]
    public void The_mid_that_held_at_the_far_end_is_kept()
    {
        var history = new MidHistory(TimeSpan.FromSeconds(10), 100);
        history.Add(Second(1), 10);
        history.Add(Second(5), 50);
        history.Add(Second(8), 80);
        history.Confirm(Second(16));

        Assert.Equal((Second(5), 50.0, null), (history.Oldest, history.PreviousTick(Second(6)), history.PreviousTick(Second(4))));
        Assert.Equal([new(Second(5), 50), new(Second(8), 80)], history.From(Second(7)));
    }

    [Fact]
    public void An_earlier_time_is_taken_as_the_last()
    {
        var history = new MidHistory();
        history.Add(Second(2), 20);
        history.Confirm(Second(3));
        history.Add(Second(1), 10);

        Assert.Equal((20.0, 10.0), (history.PreviousTick(Second(2.5)), history.PreviousTick(Second(3))));
    }

    [Fact]
    public void Past_its_capacity_the_older_half_keeps_the_last_mid_of_each_10_ms()
    {
        var history = new MidHistory(TimeSpan.FromMinutes(15), 1_000);
        for (var i = 0; i <= 1_000; i++)
        {
            history.Add(new(i * Instant.PerMillisecond), i);
        }

        Assert.True(history.Thinned);
        Assert.Equal(50 + 501, history.Count);
        Assert.Equal((9.0, 19.0), (history.PreviousTick(Second(0.0095)), history.PreviousTick(Second(0.0195))));
        Assert.Equal((700.0, 1_000.0), (history.PreviousTick(Second(0.7)), history.PreviousTick(Second(1))));
        Assert.Equal((true, false), (history.IsThinnedFrom(Second(0.4)), history.IsThinnedFrom(Second(0.6))));
    }

    [Fact]
    public void Thinning_is_forgotten_with_the_stretch_it_concerned()
    {
        var history = new MidHistory(TimeSpan.FromSeconds(1), 100);
        for (var i = 0; i <= 100; i++)
        {
            history.Add(new(i * Instant.PerMillisecond), i);
        }

        Assert.True(history.Thinned);
        history.Add(Second(5), 1);
        history.Confirm(Second(7));

        Assert.False(history.Thinned);
        Assert.Equal(1, history.Count);
    }

    [Fact]
    public void Mids_too_far_apart_to_thin_lose_the_oldest()
    {
        var history = new MidHistory(TimeSpan.FromHours(1), 64);
        for (var i = 0; i < 1_000; i++)
        {
            history.Add(Second(i), i);
            Assert.InRange(history.Count, 1, 64);
        }

        Assert.Equal(999.0, history.PreviousTick(Second(2_000)));
        Assert.Null(history.PreviousTick(Second(900)));
        Assert.Equal(960.0, history.PreviousTick(Second(960)));
    }

    [Fact]
    public void Previous_ticks_equal_those_of_a_plain_list() =>
        Gen.Select(Gen.Int[0, 40_000], Gen.Int[0, 5], Gen.Int[-20_000_000, 1_000_000]).Array[1, 300].Sample(steps =>
        {
            var span = TimeSpan.FromSeconds(3);
            var history = new MidHistory(span, 100_000);
            var naive = new List<(Instant Time, double Mid)>();
            var now = Second(100);
            foreach (var (ahead, kind, back) in steps)
            {
                now += TimeSpan.FromMilliseconds(ahead / 100);
                if (kind == 0)
                {
                    history.Confirm(now);
                }
                else
                {
                    history.Add(now, kind == 1 ? None : ahead);
                    naive.Add((now, kind == 1 ? None : ahead));
                }

                var at = now + TimeSpan.FromMicroseconds(back);
                var expected = naive.Where(tick => tick.Time <= at).Select(tick => (double?)tick.Mid).LastOrDefault();
                expected = expected is { } mid && double.IsNaN(mid) ? null : expected;
                var actual = history.PreviousTick(at);

                // Further back than the span it may be forgotten, but is never wrong.
                Assert.True(actual == expected || (actual is null && at < now - span), $"{actual} at {at}, not {expected}");
                Assert.Equal(now, history.ConfirmedTo);
            }

            var from = now - TimeSpan.FromSeconds(2);
            var first = naive.FindLastIndex(tick => tick.Time <= from);
            var changes = naive.Skip(Math.Max(0, first)).GroupBy(tick => tick.Time).Select(group => new MidChange(group.Key, group.Last().Mid));
            Assert.Equal(changes, history.From(from));
        });
}
