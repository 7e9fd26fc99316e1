using Ballast.Domain.Ledger.FundingTimes;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Ledger;

public sealed class FundingScheduleTests
{
    private readonly FundingSchedule _schedule = new();

    private static Instant Hour(double hours) => new((long)(hours * 3_600 * Instant.PerSecond));

    [Fact]
    public void A_funding_falls_due_with_the_last_rate_and_mark_before_it()
    {
        Assert.Empty(_schedule.Observe(Hour(1), Hour(8), 0.0001, 100));
        Assert.Empty(_schedule.Observe(Hour(7), Hour(8), 0.0002, 110));
        Assert.Equal(Hour(8), _schedule.Due);

        Assert.Equal([new(Hour(8), 0.0002m, 110m)], _schedule.Observe(Hour(8.01), Hour(16), 0.0009, 120));
        Assert.Equal((Hour(16), Hour(8)), (_schedule.Due, _schedule.Reported));
    }

    [Fact]
    public void A_ticker_at_the_very_time_still_counts()
    {
        _schedule.Observe(Hour(1), Hour(8), 0.0001, 100);

        Assert.Equal([new(Hour(8), 0.0002m, 110m)], _schedule.Observe(Hour(8), Hour(8), 0.0002, 110));
        Assert.Null(_schedule.Due);
    }

    [Fact]
    public void A_later_funding_time_tells_that_the_former_is_over()
    {
        _schedule.Observe(Hour(1), Hour(8), 0.0001, 100);

        Assert.Equal([new(Hour(8), 0.0001m, 110m)], _schedule.Observe(Hour(7.999), Hour(16), 0.0009, 110));
    }

    [Fact]
    public void Without_a_rate_the_funding_is_missing()
    {
        _schedule.Observe(Hour(1), Hour(8), null, 100);

        Assert.Equal([new(Hour(8), null, 100m)], _schedule.Observe(Hour(9), Hour(8), 0.0001, 120));
    }

    [Fact]
    public void A_rate_of_zero_is_a_rate()
    {
        _schedule.Observe(Hour(1), Hour(8), 0, null);

        Assert.Equal([new(Hour(8), 0m, null)], _schedule.Observe(Hour(9), null, null, null));
    }

    [Fact]
    public void A_rate_for_a_time_already_told_is_ignored()
    {
        _schedule.Observe(Hour(1), Hour(8), 0.0001, 100);
        _schedule.Observe(Hour(8), Hour(8), 0.0001, 100);

        Assert.Empty(_schedule.Observe(Hour(8.1), Hour(8), 0.0005, 100));
        Assert.Null(_schedule.Due);
    }

    [Fact]
    public void Every_time_announced_is_told_even_if_it_was_announced_late()
    {
        _schedule.Observe(Hour(1), Hour(8), 0.0001, 100);

        Assert.Equal([new(Hour(8), 0.0001m, 100m), new(Hour(9), null, 100m)], _schedule.Observe(Hour(9.5), Hour(9), 0.0003, 120));
    }

    [Fact]
    public void After_a_restart_past_the_time_the_funding_is_missing()
    {
        var schedule = new FundingSchedule(Hour(8), Hour(0));

        Assert.Equal([new(Hour(8), null, null)], schedule.Observe(Hour(8.5), Hour(16), 0.0001, 100));
        Assert.Equal(Hour(16), schedule.Due);
    }

    [Fact]
    public void After_a_restart_before_the_time_the_next_ticker_gives_the_rate()
    {
        var schedule = new FundingSchedule(Hour(8), Hour(0));
        schedule.Observe(Hour(7), Hour(8), 0.0001, 100);

        Assert.Equal([new(Hour(8), 0.0001m, 110m)], schedule.Observe(Hour(8), Hour(16), 0.0002, 110));
    }

    [Fact]
    public void After_a_restart_what_was_told_is_not_told_again() =>
        Assert.Empty(new FundingSchedule(due: null, reported: Hour(8)).Observe(Hour(8.1), Hour(8), 0.0001, 100));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e30)]
    [InlineData(1e-40)]
    public void What_is_no_decimal_is_no_rate(double rate)
    {
        _schedule.Observe(Hour(1), Hour(8), rate, rate);

        Assert.Equal([new(Hour(8), null, null)], _schedule.Observe(Hour(9), null, null, null));
    }

    [Fact]
    public void A_rate_without_a_time_is_funding_at_unknown_times_until_a_time_is_announced()
    {
        Assert.Null(_schedule.UnannouncedSince);
        _schedule.Observe(Hour(1), null, null, 100);
        Assert.Null(_schedule.UnannouncedSince);
        _schedule.Observe(Hour(2), null, 0.0001, 100);
        _schedule.Observe(Hour(3), null, null, 100);
        Assert.Equal(Hour(2), _schedule.UnannouncedSince);

        _schedule.Observe(Hour(4), Hour(8), 0.0001, 100);
        _schedule.Observe(Hour(5), null, 0.0001, 100);
        Assert.Null(_schedule.UnannouncedSince);
    }

    [Fact]
    public void However_often_tickers_repeat_each_funding_is_told_once_with_its_last_rate() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[-5, 5], Gen.Int[1, 3]).Array[1, 200].Sample(steps =>
        {
            var schedule = new FundingSchedule();
            var told = new List<FundingDue>();
            var expected = new SortedDictionary<long, decimal?>();
            var now = 0L;
            foreach (var (ahead, basisPoints, repeats) in steps)
            {
                now += ahead;

                // Every hour; a ticker at exactly that time still belongs to it.
                var next = (now + 59) / 60 * 60;
                expected[next] = basisPoints / 10_000m;
                for (var i = 0; i < repeats; i++)
                {
                    told.AddRange(schedule.Observe(Minute(now), Minute(next), basisPoints / 10_000.0, 100));
                    if (now == next)
                    {
                        // The first ticker past the time decides; a repeated one is too late.
                        break;
                    }
                }
            }

            var due = expected.Where(funding => funding.Key <= now).Select(funding => new FundingDue(Minute(funding.Key), funding.Value, 100m));
            Assert.Equal(due, told);
            Assert.Equal(expected.Keys.Last() > now ? Minute(expected.Keys.Last()) : null, schedule.Due);
        });

    private static Instant Minute(long minutes) => new(minutes * 60 * Instant.PerSecond);
}
