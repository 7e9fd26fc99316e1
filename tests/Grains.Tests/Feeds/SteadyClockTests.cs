using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Feeds;

public sealed class SteadyClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly WrongClock _time = new();
    private readonly MarketClock _clock;

    public SteadyClockTests() => _clock = new(_time);

    [Fact]
    public void A_jump_ahead_closes_no_second_that_has_not_come_and_is_reported_once()
    {
        var before = _clock.SecondsDue(null);
        _time.Wrong = TimeSpan.FromHours(1);
        _time.Advance(Second);

        Assert.Equal(before + Second, _clock.SecondsDue(null));
        Assert.Equal((TimeSpan.FromHours(1), null), (_clock.TakeJump(), _clock.TakeJump()));

        _time.Wrong = TimeSpan.Zero;
        _time.Advance(Second);
        Assert.Equal(before + (2 * Second), _clock.SecondsDue(null));
        Assert.Null(_clock.TakeJump());
    }

    [Fact]
    public void A_jump_that_lasts_is_taken_for_a_correction_and_small_steps_are_followed_at_once()
    {
        var start = _clock.SecondsDue(null);
        _time.Wrong = SteadyClock.Tolerance;
        Assert.Equal(start + SteadyClock.Tolerance, _clock.SecondsDue(null));

        _time.Wrong = TimeSpan.FromHours(1);
        Assert.Equal(start + SteadyClock.Tolerance, _clock.SecondsDue(null));
        _time.Advance(SteadyClock.AcceptedAfter);

        Assert.Equal(start + TimeSpan.FromHours(1) + SteadyClock.AcceptedAfter, _clock.SecondsDue(null));
    }

    /// <summary>A wall clock that may be wrong beside a monotone clock that is right.</summary>
    private sealed class WrongClock : FakeTimeProvider
    {
        internal TimeSpan Wrong { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Wrong;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
