using Ballast.Domain.Ledger.FundingTimes;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Ledger;

public sealed class PlannedFundingTests
{
    private static readonly FundingPlan Hourly = new(TimeSpan.FromHours(1), TimeSpan.Zero, TimeSpan.FromHours(1), IsContinuous: false);
    private static readonly FundingPlan Deribit = new(TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromHours(8), IsContinuous: true);

    [Fact]
    public void A_payment_has_the_last_rate_and_mark_before_it()
    {
        var funding = new PlannedFunding(Hourly);
        Assert.Empty(funding.Observe(Minute(10), null, 0.0001, 100));
        Assert.Empty(funding.Observe(Minute(59), null, 0.0002, 110));
        Assert.Equal(Minute(60), funding.Due);

        Assert.Equal([new(Minute(60), 0.0002m, 110m)], funding.Observe(Minute(61), null, 0.0009, 120));
        Assert.Equal((Minute(120), (Instant?)null), (funding.Due, funding.UnannouncedSince));
    }

    [Fact]
    public void A_ticker_at_the_very_time_still_counts_and_the_payment_is_told_once()
    {
        var funding = new PlannedFunding(Hourly);
        funding.Observe(Minute(50), null, 0.0001, 100);

        Assert.Equal([new(Minute(60), 0.0002m, 110m)], funding.Observe(Minute(60), null, 0.0002, 110));
        Assert.Empty(funding.Observe(Minute(60), null, 0.0003, 120));
        Assert.Empty(funding.Observe(Minute(59), null, 0.0003, 120));
        Assert.Equal(Minute(120), funding.Due);
    }

    [Theory]
    [InlineData(0, 4 * 60)]
    [InlineData(5 * 60, 12 * 60)]
    [InlineData(21 * 60, 28 * 60)]
    public void Payments_need_not_begin_at_midnight(int now, int due)
    {
        var funding = new PlannedFunding(new(TimeSpan.FromHours(8), TimeSpan.FromHours(4), TimeSpan.FromHours(8), IsContinuous: false));

        funding.Observe(Minute(now), null, 0.0001, 100);

        Assert.Equal(Minute(due), funding.Due);
    }

    [Fact]
    public void A_rate_for_eight_hours_is_paid_in_eight_parts_by_an_hourly_venue()
    {
        var funding = new PlannedFunding(Hourly with { RatePer = TimeSpan.FromHours(8) });
        funding.Observe(Minute(50), null, 0.0008, 100);

        Assert.Equal([new(Minute(60), 0.0001m, 100m)], funding.Observe(Minute(61), null, 0.0008, 100));
    }

    [Fact]
    public void Continuous_funding_is_paid_at_the_mean_of_the_rates_that_held()
    {
        var funding = new PlannedFunding(Deribit);
        funding.Observe(Second(0), null, 0.0008, 100);
        funding.Observe(Second(30), null, 0.0016, 110);

        // 30 s at 0.0008 and 30 s at 0.0016 are a mean of 0.0012 for 8 hours, of which a minute is a 480th.
        Assert.Equal([new(Minute(1), 0.0000025m, 110m)], funding.Observe(Second(61), null, 0.5, 120));
    }

    [Fact]
    public void However_tickers_come_continuous_payments_add_up_to_the_integral_of_the_rate() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[-50, 50]).Array[1, 300].Sample(steps =>
        {
            var funding = new PlannedFunding(Deribit);
            funding.Observe(Second(0), null, 0, 100);
            var (now, rate, owed, paid) = (0L, 0m, 0m, 0m);
            foreach (var (ahead, basisPoints) in steps.Append((50, 0)))
            {
                owed += rate * ahead / (8 * 3_600);
                now += ahead;
                rate = basisPoints / 10_000m;
                paid += Observed(now, (double)rate);
            }

            // Up to the end of the last minute begun.
            owed += rate * ((60 - (now % 60)) % 60) / (8 * 3_600);
            paid += Observed((now + 59) / 60 * 60, null);
            Assert.Equal(owed, paid, precision: 12);

            decimal Observed(long second, double? rate)
            {
                var due = funding.Observe(Second(second), null, rate, 100);
                return due.Sum(payment => payment.Rate!.Value);
            }
        });

    [Fact]
    public void Payments_without_a_ticker_near_them_are_unknown_and_not_0()
    {
        var funding = new PlannedFunding(Deribit);
        funding.Observe(Second(0), null, 0.0008, 100);

        var passed = funding.Observe(Minute(30), null, 0.0016, 110);

        Assert.Equal(Enumerable.Range(0, 31).Select(minute => Minute(minute)).Skip(1), passed.Select(due => due.Time));
        Assert.All(passed.Take(5), due => Assert.Equal(0.0008m / 480, due.Rate!.Value, precision: 15));
        Assert.All(passed.Skip(5).Take(19), due => Assert.Equal((null, null), (due.Rate, due.Mark)));
        Assert.All(passed.Skip(24), due => Assert.NotNull(due.Rate));
    }

    [Fact]
    public void A_missed_payment_of_an_hourly_venue_does_not_get_the_rate_of_the_next()
    {
        var funding = new PlannedFunding(Hourly);
        funding.Observe(Minute(50), null, 0.0001, 100);

        Assert.Equal([new(Minute(60), 0.0001m, 100m), new(Minute(120), null, 100m)], funding.Observe(Minute(121), null, 0.0002, 100));
    }

    [Fact]
    public void A_restart_after_a_year_tells_of_some_of_the_payments_missed_and_goes_on_with_the_next()
    {
        var funding = new PlannedFunding(Deribit, due: Minute(7));

        var passed = funding.Observe(Minute(525_600) + TimeSpan.FromSeconds(1), null, 0.0001, 100);

        Assert.InRange(passed.Count, 400, 600);
        Assert.Equal(Minute(7), passed[0].Time);
        Assert.All(passed.SkipLast(1), due => Assert.Null(due.Rate));
        Assert.Equal(Minute(525_601), funding.Due);
    }

    [Fact]
    public void Nothing_falls_due_when_only_booked_amounts_count()
    {
        var funding = new PlannedFunding(new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, IsContinuous: false), due: Minute(1));

        Assert.Empty(funding.Observe(Minute(100), null, 0.0001, 100));
        Assert.Equal((null, null), (funding.Due, funding.UnannouncedSince));
    }

    private static Instant Minute(long minutes) => Second(60 * minutes);

    private static Instant Second(long seconds) => new(seconds * Instant.PerSecond);
}
