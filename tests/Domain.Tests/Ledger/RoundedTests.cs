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

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
