using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Tests.Ledger.Oracle;
using CsCheck;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class RoundedTests
{
    [Theory]
    [InlineData("1.00000000000000", "100.00000000000000000", false)]
    [InlineData("2.50000000000000000000", "4.00000000000000", false)]
    [InlineData("1.0000000001", "1.0000000000000000001", true)]
    [InlineData("1.00000000000001", "1.00000000000001", false)]
    [InlineData("1.000000000000001", "1.0000000000000001", true)]
    [InlineData("0.00000000000001", "0.00000000000001", false)]
    [InlineData("0.000000000000001", "0.00000000000001", true)]
    [InlineData("0.00000000000000000001", "0.00000000000000000001", true)]
    [InlineData("3", "0.3333333333333333333333333333", false)]
    [InlineData("33", "0.3333333333333333333333333333", true)]
    public void A_value_is_rounded_only_when_digits_are_lost(string quantity, string price, bool isRounded)
    {
        var state = Fold(Linear, Buy(Linear, Number(quantity), Number(price)));
        Assert.Equal(isRounded, state.Rounded);
    }

    [Theory]
    [InlineData("79228162514264337593.543950", "0.0000005", false)]
    [InlineData("79228162514264337593.54395033", "0.000000005", false)]
    [InlineData("79228162514264337593.54395033", "0.000000006", true)]
    [InlineData("100000000000000000000.00", "0.000000010", false)]
    [InlineData("100000000000000000000", "0.000000001", true)]
    [InlineData("90000000000000000000000", "0.00001", false)]
    [InlineData("900000000000000000000000", "0", false)]
    public void A_position_is_rounded_only_at_the_edge_of_28_digits(string first, string second, bool isRounded)
    {
        var ledgers = new InstrumentLedgers(Linear);
        var further = Number(second);
        Book(ledgers, Buy(Linear, Number(first), 1, 1), further == 0 ? Buy(Linear, 1, 1, 2) : Buy(Linear, further, 1, 2));
        Assert.Equal(isRounded, ledgers.Only().Rounded);
    }

    [Fact]
    public void The_flag_is_up_exactly_when_a_figure_differs_from_the_unrounded_one()
    {
        var numbers = Gen.Select(Gen.ULong, Gen.Int[0, 49], Gen.Int[0, 28])
            .Select((low, high, scale) => new decimal((int)low, (int)(low >> 32), high, false, (byte)scale))
            .Where(d => d > 0 && d < 1e11m);
        Gen.Select(numbers, numbers, numbers).Sample((q, p, r) =>
        {
            var ledgers = new InstrumentLedgers(Linear);
            Book(ledgers, Buy(Linear, q, p, 1), Buy(Linear, r, p, 2));
            var state = ledgers.Only();
            var exact = ((Exact)q + r).Is(state.Quantity) && (((Exact)q * p) + ((Exact)r * p)).Is(state.OpenCost);
            var lots = state.Fifo.Lots.Select((lot, i) => ((Exact)(i == 0 ? q : r) * p).Is(lot.Cost)).All(same => same);
            Assert.Equal(!(exact && lots), state.Rounded);
        }, iter: 20_000);
    }

    [Fact]
    public void Closing_a_part_of_a_cost_above_1e10_at_its_own_price_earns_exactly_nothing()
    {
        var state = Fold(Linear, Buy(Linear, 3_000, 1e8m), Sell(Linear, 1_000, 1e8m));
        Assert.Equal((0m, 2e11m, false), (state.Realized, state.OpenCost, state.Rounded));
        Assert.Equal((0m, 0m), (state.Fifo.Realized, state.Lifo.Realized));
    }

    [Fact]
    public void A_share_is_rounded_once_to_18_decimals_or_says_that_it_could_not_be()
    {
        var wholes = Gen.Select(Gen.ULong, Gen.Int[0, int.MaxValue], Gen.Int[0, 28])
            .Select((low, high, scale) => new decimal((int)low, (int)(low >> 32), high, false, (byte)scale));
        var parts = Gen.Long[1, 1_000_000_000_000].Select(n => n / 1_000_000m);
        Gen.Select(wholes, parts, parts).Sample((whole, one, other) =>
        {
            var (part, of) = (Math.Min(one, other), Math.Max(one, other));
            var arithmetic = default(DecimalArithmetic);
            var share = arithmetic.Share(-whole, part, of);

            var exact = ((Exact)(-whole) * part).Over(of, part == of ? 40 : 18);
            Assert.True(exact.Is(share) || arithmetic.Rounded, $"{part}/{of} of {-whole}: {exact}, was {share}");
            Assert.True(exact.IsWithin(share, Math.Max(1e-18m, whole * 1e-28m)), $"{part}/{of} of {-whole}: {exact}, was {share}");
            Assert.False(arithmetic.Rounded && whole < 7e10m);
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("0.000000000000000001", "1", "2", "0")]
    [InlineData("0.000000000000000003", "1", "2", "0.000000000000000002")]
    [InlineData("-0.000000000000000001", "1", "2", "0")]
    [InlineData("100000000000", "2", "3", "66666666666.666666666666666667")]
    [InlineData("1000000000000", "2", "3", "666666666666.66666666666666667")]
    public void A_share_goes_to_the_nearest_number_that_decimal_holds_and_half_way_to_the_even_one(string whole, string part, string of, string expected)
    {
        var arithmetic = default(DecimalArithmetic);
        Assert.Equal(Number(expected), arithmetic.Share(Number(whole), Number(part), Number(of)));
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
