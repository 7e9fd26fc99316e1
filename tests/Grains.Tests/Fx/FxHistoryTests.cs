using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;
using Orleans.Storage;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Which minutes of rates close, on a wall clock and in a recording.</summary>
public sealed class FxHistoryTests
{
    private readonly SomeFx _fx = new();

    [Fact]
    public async Task Nothing_closes_past_the_wall_clock_and_the_minutes_ahead_get_their_rates_later()
    {
        var coin = _fx.Spot("COIN");
        var (history, _) = await _fx.Open();
        using var closing = history;
        var last = _fx.Last;
        history.Observe(coin, SomeFx.Mark(last, 5));

        await history.Close(last + TimeSpan.FromHours(1));

        Assert.Equal(last, history.ClosedTo);
        Assert.Equal((5m, false), (Rate(await history.Read(last)), (await history.Read(last + SomeFx.Minute)).Closed));
        _fx.Time.Advance(SomeFx.Minute);
        history.Observe(coin, SomeFx.Mark(last + SomeFx.Minute, 6));
        await history.Close(last + SomeFx.Minute);
        Assert.Equal(6m, Rate(await history.Read(last + SomeFx.Minute)));
    }

    [Fact]
    public async Task A_stamp_days_ahead_deletes_no_hour()
    {
        var (history, _) = await ClosedAtFive();
        using var closing = history;
        var last = _fx.Last;
        _fx.Time.Advance(TimeSpan.FromHours(1));

        await history.Close(last + TimeSpan.FromHours(80));

        Assert.Equal(5m, Rate(await history.Read(last)));
    }

    [Fact]
    public async Task An_activation_that_was_replaced_drops_no_minute_of_its_successor()
    {
        var (replaced, _) = await _fx.Open();
        using var former = replaced;
        var (history, _) = await ClosedAtFive();
        using var closing = history;

        await Assert.ThrowsAsync<InconsistentStateException>(() => replaced.Close(_fx.Last));

        var (next, _) = await _fx.Open();
        using var reading = next;
        Assert.Equal(5m, Rate(await next.Read(_fx.Last)));
    }

    [Fact]
    public async Task Hours_past_three_days_are_dropped()
    {
        var (history, coin) = await ClosedAtFive();
        using var closing = history;
        var last = _fx.Last;
        _fx.Time.Advance(TimeSpan.FromHours(80));
        history.Observe(coin, SomeFx.Mark(_fx.Last, 6));

        await history.Close(_fx.Last);

        Assert.Equal(new FxPoint(last, null, Closed: true), await history.Read(last));
        Assert.Equal(6m, Rate(await history.Read(_fx.Last)));
    }

    [Fact]
    public async Task A_recording_closes_by_its_own_time_and_drops_no_hour()
    {
        var coin = _fx.Spot("COIN");
        var (history, _) = await _fx.Open(_fx.Recording());
        using var closing = history;
        var (first, ahead) = (_fx.Last, _fx.Last + TimeSpan.FromHours(80));
        history.Observe(coin, SomeFx.Mark(first, 5));
        history.Observe(coin, SomeFx.Mark(ahead, 6));

        await history.Close(ahead);

        Assert.Equal((5m, 6m), (Rate(await history.Read(first)), Rate(await history.Read(ahead))));
    }

    [Fact]
    public async Task A_minute_closed_by_the_slightly_later_clock_of_another_silo_stays_closed()
    {
        var coin = _fx.Spot("COIN");
        var next = _fx.Last + SomeFx.Minute;
        var (other, _) = await _fx.Open(_fx.Recording());
        other.Observe(coin, SomeFx.Mark(next, 5));
        await other.Close(next);
        other.Dispose();

        var (history, _) = await _fx.Open();
        using var closing = history;

        Assert.Equal((next, 5m), (history.ClosedTo, Rate(await history.Read(next))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(80)]
    public async Task Minutes_that_were_closed_ahead_of_the_wall_clock_open_again_and_get_their_rates(int hoursAhead)
    {
        // As an activation of before could do, which knew no wall clock.
        var coin = _fx.Spot("COIN");
        var last = _fx.Last;
        var (damaged, state) = await _fx.Open(_fx.Recording());
        damaged.Observe(coin, SomeFx.Mark(last - SomeFx.Minute, 4));
        damaged.Observe(coin, SomeFx.Mark(last + TimeSpan.FromHours(hoursAhead), 7));
        await damaged.Close(last + TimeSpan.FromHours(hoursAhead));
        state.State.OldestHour = Math.Max(state.State.OldestHour, state.State.Hour - 72);
        await state.WriteStateAsync();
        damaged.Dispose();

        var (history, _) = await _fx.Open();
        using var closing = history;
        Assert.Equal((last, false), (history.ClosedTo, (await history.Read(last + SomeFx.Minute)).Closed));
        for (var i = 1; i <= 60 * hoursAhead; i++)
        {
            _fx.Time.Advance(SomeFx.Minute);
            history.Observe(coin, SomeFx.Mark(_fx.Last, 10 + i));
            await history.Close(_fx.Last);
        }

        for (var i = Math.Max(1, 60 * (hoursAhead - 71)); i <= 60 * hoursAhead; i++)
        {
            Assert.Equal(10m + i, Rate(await history.Read(last + (i * SomeFx.Minute))));
        }
    }

    /// <summary>A history whose newest minute, the last whole one of the wall clock, is closed at a rate of 5.</summary>
    private async Task<(FxHistory History, Instrument Coin)> ClosedAtFive()
    {
        var coin = _fx.Spot("COIN");
        var (history, _) = await _fx.Open();
        history.Observe(coin, SomeFx.Mark(_fx.Last, 5));
        await history.Close(_fx.Last);
        return (history, coin);
    }

    private static decimal? Rate(FxPoint point) => point.Table?.Convert("COIN", "USDT")?.Rate;
}
