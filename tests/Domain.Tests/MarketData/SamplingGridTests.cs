using Ballast.Domain.MarketData.Mids;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

/// <summary>Arithmetic of the sampling grid, by hand and against walking from point to point.</summary>
public sealed class SamplingGridTests
{
    private static readonly SamplingGrid Minutes = new(TimeSpan.FromMinutes(1));

    [Fact]
    public void A_time_between_two_points_lies_after_one_and_before_the_next()
    {
        var time = new Instant((7 * 60 * Instant.PerSecond) + 1);
        Assert.Equal((7L, 8L), (Minutes.IndexAtOrBefore(time), Minutes.IndexAtOrAfter(time)));
        Assert.Equal((Minute(7), Minute(8), Minute(8)), (Minutes.AtOrBefore(time), Minutes.AtOrAfter(time), Minutes.After(time)));
    }

    [Fact]
    public void The_time_of_a_point_is_at_that_point_and_the_point_after_it_is_the_next()
    {
        Assert.Equal((7L, 7L), (Minutes.IndexAtOrBefore(Minute(7)), Minutes.IndexAtOrAfter(Minute(7))));
        Assert.Equal((Minute(7), Minute(7), Minute(8)), (Minutes.AtOrBefore(Minute(7)), Minutes.AtOrAfter(Minute(7)), Minutes.After(Minute(7))));
    }

    [Fact]
    public void Times_before_1970_round_as_later_ones_do()
    {
        var time = new Instant(-1);
        Assert.Equal((-1L, 0L), (Minutes.IndexAtOrBefore(time), Minutes.IndexAtOrAfter(time)));
        Assert.Equal((Minute(-1), Minute(0)), (Minutes.AtOrBefore(time), Minutes.After(time)));
        Assert.Equal((-1L, -1L), (Minutes.IndexAtOrBefore(Minute(-1)), Minutes.IndexAtOrAfter(Minute(-1))));
    }

    [Fact]
    public void A_point_closes_two_seconds_of_arrival_after_it()
    {
        var closes = Minute(7) + TimeSpan.FromSeconds(2);
        Assert.Equal(closes, Minutes.ClosesAt(7));
        Assert.Equal((7L, 6L), (Minutes.LastClosed(closes), Minutes.LastClosed(new(closes.Micros - 1))));
    }

    [Fact]
    public void A_step_is_at_least_a_microsecond()
    {
        Assert.Throws<ArgumentOutOfRangeException>("step", () => new SamplingGrid(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("step", () => new SamplingGrid(TimeSpan.FromTicks(9)));
        Assert.Throws<ArgumentOutOfRangeException>("step", () => new SamplingGrid(TimeSpan.FromSeconds(-1)));
        Assert.Equal((1L, TimeSpan.FromTicks(10)), (new SamplingGrid(TimeSpan.FromTicks(19)).StepMicros, new SamplingGrid(TimeSpan.FromTicks(19)).Step));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(1_000)]
    public void Every_time_has_the_points_that_walking_finds(long step)
    {
        var grid = new SamplingGrid(TimeSpan.FromMicroseconds(step));
        var index = -(2_000 / step) - 2;
        for (var micros = -2_000L; micros <= 2_000; micros++)
        {
            while ((index + 1) * step <= micros)
            {
                index++;
            }

            var time = new Instant(micros);
            var isOnPoint = index * step == micros;
            Assert.Equal(index, grid.IndexAtOrBefore(time));
            Assert.Equal(isOnPoint ? index : index + 1, grid.IndexAtOrAfter(time));
            Assert.Equal(new Instant(index * step), grid.AtOrBefore(time));
            Assert.Equal(new Instant((isOnPoint ? index : index + 1) * step), grid.AtOrAfter(time));
            Assert.Equal(new Instant((index + 1) * step), grid.After(time));
            Assert.Equal(index, grid.LastClosed(new(micros + 2_000_000)));
        }
    }

    private static Instant Minute(long index) => new(index * 60 * Instant.PerSecond);
}
