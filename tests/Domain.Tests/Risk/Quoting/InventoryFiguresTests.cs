using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Risk.Quoting;
using Ballast.Domain.Tests.Ledger;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Risk.Quoting;

public sealed class InventoryFiguresTests
{
    private static Instant At(double second) => new((long)(second * Instant.PerSecond));

    private static Lot Opened(decimal quantity, double second) => new(quantity, quantity * 100, 100, At(second));

    private static InventoryFigures Of(Lot[] lots, double[] levels, decimal traded = 0) =>
        InventoryFigures.Of(Linear, lots, new(At(1), levels, traded, 1), At(100));

    [Fact]
    public void Age_is_weighted_by_what_is_open_of_each_lot()
    {
        // 3 for 90 s, 1 short in another account for 10 s: 280/4.
        var figures = Of([Opened(3, 10), Opened(-1, 90)], [1, 2, 3]);

        Assert.Equal((TimeSpan.FromSeconds(70), null, 2m), (figures.Age, figures.AgeReason, figures.Quantity));
    }

    [Fact]
    public void Closing_first_in_first_out_makes_an_inventory_younger()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, Buy(Linear, 2, 100, 1_000_000), Buy(Linear, 2, 100, 3_000_000), Sell(Linear, 3, 100, 5_000_000));

        Assert.Equal(TimeSpan.FromSeconds(7), InventoryFigures.AgeOf([.. ledgers.Only().Fifo.Lots], At(10)).Age);
    }

    [Fact]
    public void A_lot_of_unknown_age_makes_the_mean_unknown()
    {
        Assert.Equal((null, "1 of 2 lots are from before times of opening were kept"), InventoryFigures.AgeOf([Opened(3, 10), new(1, 100, 100)], At(100)));
        Assert.Equal((null, "nothing is open"), InventoryFigures.AgeOf([], At(100)));
    }

    [Fact]
    public void Turnover_is_what_traded_over_the_mean_of_what_was_held_on_either_side()
    {
        var figures = Of([], [1, -3, 2, 2], traded: 24);

        Assert.Equal((2, 12), (figures.MeanInventory, figures.Turnover));
        Assert.Equal((TimeSpan.FromSeconds(3), 4), (figures.Window, figures.Observations));
    }

    [Theory]
    [InlineData(new double[0], "no whole second of the inventory is known", "the inventory is known at 0 whole seconds; 3 are needed")]
    [InlineData(new[] { 0.0, 0, 0 }, "nothing was held", "the inventory did not change")]
    [InlineData(new[] { 1.0, 1, 1 }, null, "the inventory did not change")]
    [InlineData(new[] { 1.0, 2, 3, 4 }, null, "the inventory does not revert: its slope on that a second before is 1, not between 0 and 1")]
    public void What_is_not_defined_is_null_with_the_reason(double[] levels, string? turnover, string halfLife)
    {
        var figures = Of([], levels);

        Assert.Equal((turnover, halfLife), (figures.TurnoverReason, figures.HalfLifeReason));
        Assert.Equal(turnover is null, figures.Turnover is not null);
        Assert.Null(figures.HalfLifeSeconds);
    }

    [Fact]
    public void Half_life_is_that_of_the_pure_function_on_the_levels()
    {
        // Each second halves the distance from 8 to 0.
        var figures = Of([], [8, 4, 2, 1, 0.5]);

        Assert.Equal(0.5, figures.Phi!.Value, 1e-12);
        Assert.Equal(1, figures.HalfLifeSeconds!.Value, 1e-12);
        Assert.Equal(0, figures.MeanLevel!.Value, 1e-12);
        Assert.Null(figures.HalfLifeReason);
    }
}
