using System.Globalization;
using Ballast.Domain.Instruments;
using CsCheck;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Pnl.Marks;

public sealed class MarkPriceTests
{
    [Theory]
    [InlineData("0.15", false)]
    [InlineData("61700.1", false)]
    [InlineData("123456789012345", false)]
    [InlineData("0.00000123456789", false)]
    [InlineData("61234.56789012345", true)]
    [InlineData("0.1234567890123456", true)]
    public void A_price_of_the_feed_keeps_its_digits_and_tells_when_it_has_more_than_are_certain(string text, bool isRounded)
    {
        var price = MarkPrice.From(double.Parse(text, CultureInfo.InvariantCulture), default)!.Value;

        Assert.Equal(decimal.Parse(text, CultureInfo.InvariantCulture), price.Price);
        Assert.Equal(isRounded, price.IsRounded());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e27)]
    [InlineData(1e-300)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_positive_decimal_is_no_mark(double price) => Assert.Null(MarkPrice.From(price, default));

    [Fact]
    public void The_mean_of_two_prices_is_exact_up_to_15_digits()
    {
        var digits = Gen.Long[1, 90_000_000_000_000];
        Gen.Select(digits, digits, Gen.Int[0, 12]).Sample((one, other, scale) =>
        {
            var (bid, ask) = (new decimal(one) * Unit(scale), new decimal(other) * Unit(scale));
            var mid = (double.Parse(bid.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                + double.Parse(ask.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) / 2;

            Assert.Equal((bid + ask) / 2, MarkPrice.From(mid, default)!.Value.Price);
        });
    }

    [Fact]
    public void What_was_bought_at_the_mid_has_earned_nothing_however_much_it_is()
    {
        const decimal Price = 61234.56789012345m;
        var state = Fold(Linear, Buy(Linear, 1e12m, Price));

        Assert.Equal(0m, state.Unrealized(MarkPrice.From((double)Price, default)!.Value.Price, Linear.Contract));
    }

    [Fact]
    public void A_mark_of_a_venue_whose_clock_runs_ahead_has_an_age_of_0()
    {
        var mark = new MarkPrice(100, new(5_000_000));

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(2)), (mark.Age(new(4_000_000)), mark.Age(new(7_000_000))));
        Assert.NotNull(mark.Fresh(new(4_000_000), TimeSpan.FromSeconds(1)));
    }

    private static decimal Unit(int scale) => new(1, 0, 0, false, (byte)scale);
}
