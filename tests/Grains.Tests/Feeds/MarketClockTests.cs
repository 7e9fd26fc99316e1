using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Feeds;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Feeds;

public sealed class MarketClockTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly MarketClock _clock;

    public MarketClockTests() => _clock = new(_time);

    private Instant Now => Instant.From(_time.GetUtcNow());

    [Fact]
    public void Each_feed_has_its_own_watermark_and_the_furthest_is_known_too()
    {
        _clock.Advance("slow/0", Now - TimeSpan.FromSeconds(5));
        _clock.Advance("fast/0", Now);
        _clock.Advance("fast/0", Now - TimeSpan.FromSeconds(1));

        Assert.Equal((Now - TimeSpan.FromSeconds(5), Now, null), (_clock.AppliedOf("slow/0"), _clock.AppliedOf("fast/0"), _clock.AppliedOf(null)));
        Assert.Equal(Now, _clock.Applied);
    }

    [Fact]
    public void A_feed_that_is_not_known_yet_is_waited_for_as_one_that_stands_still()
    {
        _clock.Advance("ahead/0", Now);
        Assert.Equal(default(Instant), _clock.AppliedOf("new/0"));
        _time.Advance(MarketClock.Patience);
        Assert.Equal(default(Instant), _clock.AppliedOf("new/0"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_clock.AppliedOf("new/0"));
        Assert.Equal(["ahead/0", "new/0"], _clock.TakeGivenUp().Order());

        _clock.Advance("new/0", Now);
        Assert.Equal(Now, _clock.AppliedOf("new/0"));
        _clock.End("over/0");
        Assert.Null(_clock.AppliedOf("over/0"));
        _clock.FollowRecording();
        Assert.Null(_clock.AppliedOf("other/0"));
    }

    [Fact]
    public void A_watermark_is_never_further_past_the_wall_clock_than_an_arrival_may_be()
    {
        _clock.Advance("wrong/0", Now + TimeSpan.FromHours(1));

        Assert.Equal((Now + LiveArrival.Tolerance, Now + LiveArrival.Tolerance), (_clock.Applied, _clock.AppliedOf("wrong/0")));
    }

    [Fact]
    public void A_recording_sets_any_time()
    {
        _clock.FollowRecording();
        _clock.Advance("recorded/0", Now + TimeSpan.FromHours(1));

        Assert.Equal(Now + TimeSpan.FromHours(1), _clock.Now);
    }

    [Fact]
    public void A_feed_that_stands_still_is_given_up_once_and_waited_for_again_when_it_moves()
    {
        _clock.Advance("dead/0", Now);
        _time.Advance(MarketClock.Patience);
        _clock.Advance("dead/0", Now - MarketClock.Patience);
        Assert.Equal(Now - MarketClock.Patience, _clock.AppliedOf("dead/0"));
        Assert.Empty(_clock.TakeGivenUp());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_clock.AppliedOf("dead/0"));
        Assert.Equal(["dead/0"], _clock.TakeGivenUp());
        Assert.Empty(_clock.TakeGivenUp());

        _clock.Advance("dead/0", Now);
        Assert.Equal(Now, _clock.AppliedOf("dead/0"));
    }

    [Fact]
    public void Seconds_wait_for_their_own_feed_but_not_for_long()
    {
        var (delay, second) = (SamplingGrid.ClosingDelay, TimeSpan.FromSeconds(1));
        Assert.Equal((Now - delay, Now - MarketClock.SecondsPatience - delay), (_clock.SecondsDue(null), _clock.SecondsDue("behind/0")));

        _clock.Advance("behind/0", Now - (3 * second));
        _clock.Advance("ahead/0", Now + second);
        Assert.Equal((Now - (3 * second) - delay, Now - delay), (_clock.SecondsDue("behind/0"), _clock.SecondsDue("ahead/0")));

        _clock.Advance("late/0", Now - (20 * second));
        Assert.Equal(Now - MarketClock.SecondsPatience - delay, _clock.SecondsDue("late/0"));

        _clock.End("late/0");
        Assert.Equal(Now - delay, _clock.SecondsDue("late/0"));
    }

    [Fact]
    public void A_recording_is_waited_for_without_end_until_it_has_ended()
    {
        _clock.FollowRecording();
        _clock.Advance("recorded/0", Now);
        var at = Now;
        _time.Advance(MarketClock.Patience * 10);
        Assert.Equal(at, _clock.AppliedOf("recorded/0"));
        Assert.Empty(_clock.TakeGivenUp());

        _clock.End("recorded/0");
        Assert.Null(_clock.AppliedOf("recorded/0"));
        Assert.Equal(at, _clock.Applied);
    }

    [Fact]
    public void An_arrival_is_held_within_two_seconds_of_the_clock()
    {
        Assert.Equal(Now + TimeSpan.FromSeconds(2), LiveArrival.Clamp(Now + TimeSpan.FromHours(1), Now));
        Assert.Equal(Now - TimeSpan.FromSeconds(2), LiveArrival.Clamp(Now - TimeSpan.FromHours(1), Now));
        Assert.Equal(Now - TimeSpan.FromSeconds(1.5), LiveArrival.Clamp(Now - TimeSpan.FromSeconds(1.5), Now));
    }
}
