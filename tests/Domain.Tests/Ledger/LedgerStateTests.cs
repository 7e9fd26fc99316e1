using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class LedgerStateTests
{
    [Fact]
    public void Closing_a_part_takes_its_share_of_the_cost()
    {
        // 1 at 100 and 1 at 110 cost 210; closing 0.5 at 120 takes 52.5 and earns 7.5.
        var state = Fold(Linear, Buy(Linear, 1, 100), Buy(Linear, 1, 110), Sell(Linear, 0.5m, 120));
        Assert.Equal((1.5m, 157.5m, 7.5m, 105m), (state.Quantity, state.OpenCost, state.Realized, state.AverageEntry(Linear.Contract)));
        Assert.Equal(-7.5m, state.Unrealized(100, Linear.Contract));
    }

    [Fact]
    public void A_share_that_does_not_terminate_is_rounded_and_the_rest_stays_in_the_cost()
    {
        // A third of 100 to 18 decimals, half to even; 100 − that is left, not two thirds rounded again.
        var state = Fold(Linear, Buy(Linear, 1, 20), Buy(Linear, 2, 40), Sell(Linear, 1, 50));
        Assert.Equal(100m - 33.333333333333333333m, state.OpenCost);
        Assert.Equal(50m - 33.333333333333333333m, state.Realized);
    }

    [Fact]
    public void An_inverse_entry_is_harmonic()
    {
        // 100,000/10,000 + 100,000/20,000 = 15 BTC; 200,000/15,000 = 13.333… BTC; the long earns 15 − 13.333… = 1.666… BTC.
        var open = Fold(Inverse, Buy(Inverse, 100_000, 10_000), Buy(Inverse, 100_000, 20_000));
        Assert.Equal((-15m, 13_333.33m), (open.OpenCost, decimal.Round(open.AverageEntry(Inverse.Contract)!.Value, 2)));
        Assert.Equal(1.6666666667m, decimal.Round(open.Unrealized(15_000, Inverse.Contract), 10));
        var closed = Fold(Inverse, Buy(Inverse, 100_000, 10_000), Buy(Inverse, 100_000, 20_000), Sell(Inverse, 200_000, 15_000));
        Assert.Equal(1.6666666667m, decimal.Round(closed.Realized, 10));
        Assert.Equal((0m, 0m, null), (closed.Quantity, closed.OpenCost, closed.AverageEntry(Inverse.Contract)));
    }

    [Fact]
    public void A_flip_closes_everything_and_opens_the_rest_at_the_fill()
    {
        var state = Fold(Linear, Buy(Linear, 2, 100), Sell(Linear, 5, 110));
        Assert.Equal((-3m, -330m, 20m), (state.Quantity, state.OpenCost, state.Realized));
        state = Fold(Linear, Buy(Linear, 2, 100), Sell(Linear, 5, 110), Buy(Linear, 4, 105));
        Assert.Equal((1m, 105m, 35m), (state.Quantity, state.OpenCost, state.Realized));
    }

    [Fact]
    public void A_flat_ledger_holds_exactly_nothing_even_after_rounding()
    {
        var state = Fold(Inverse, Buy(Inverse, 1, 3), Buy(Inverse, 1, 7), Sell(Inverse, 0.7m, 11), Sell(Inverse, 1.3m, 13));
        Assert.Equal((0m, 0m, 0m), (state.Quantity, state.OpenCost, state.Unrealized(99, Inverse.Contract)));
        Assert.Equal(LedgerState.Empty.Quantity.ToString(), state.Quantity.ToString());
        Assert.Equal(LedgerState.Empty.OpenCost.ToString(), state.OpenCost.ToString());
    }

    [Fact]
    public void A_fee_in_the_settle_asset_is_an_expense_and_a_rebate_an_income()
    {
        var state = Fold(Linear, Buy(Linear, 1, 100) with { Fee = 0.5m }, Buy(Linear, 1, 100) with { Fee = -0.2m, FeeAsset = "USDT" });
        Assert.Equal((2m, 0.3m), (state.Quantity, state.Fees));
        Assert.Empty(state.FeesUnconverted);
    }

    [Fact]
    public void A_base_fee_on_spot_moves_the_inventory_at_the_fill_price()
    {
        var bought = Fold(Spot, Buy(Spot, 1, 50_000) with { Fee = 0.001m, FeeAsset = "BTC" });
        Assert.Equal((0.999m, 49_950m, 50m), (bought.Quantity, bought.OpenCost, bought.Fees));
        var sold = Fold(Spot, Sell(Spot, 1, 50_000) with { Fee = 0.001m, FeeAsset = "BTC" });
        Assert.Equal((-1.001m, -50_050m, 50m), (sold.Quantity, sold.OpenCost, sold.Fees));
    }

    [Fact]
    public void A_base_fee_on_a_linear_contract_does_not_move_the_position()
    {
        var state = Fold(Linear, Buy(Linear, 1, 100) with { Fee = 0.1m, FeeAsset = "BTC" });
        Assert.Equal((1m, 0m, 0.1m), (state.Quantity, state.Fees, state.FeesUnconverted["BTC"]));
    }

    [Fact]
    public void Fees_in_other_assets_are_kept_apart_until_they_cancel()
    {
        var paid = Buy(Spot, 1, 100) with { Fee = 0.1m, FeeAsset = "BNB" };
        Assert.Equal(0.1m, Fold(Spot, paid).FeesUnconverted["BNB"]);
        Assert.Equal(0.1m, Fold(Spot, paid).FeesByAsset["BNB"]);
        Assert.Empty(Fold(Spot, paid, Sell(Spot, 1, 100) with { Fee = -0.1m, FeeAsset = "BNB" }).FeesUnconverted);
    }

    [Fact]
    public void A_fee_in_a_third_asset_with_its_rate_is_an_expense_in_settle()
    {
        var state = Fold(Spot, Buy(Spot, 1, 100) with { Fee = 0.1m, FeeAsset = "BNB", FeeRate = 600 });
        Assert.Equal((60m, 0.1m), (state.Fees, state.FeesByAsset["BNB"]));
        Assert.Empty(state.FeesUnconverted);
    }

    [Fact]
    public void First_and_last_in_close_their_own_lots_and_earn_the_same_in_all()
    {
        var state = Fold(Linear, Buy(Linear, 1, 100), Buy(Linear, 2, 110), Sell(Linear, 1.5m, 120));
        Assert.Equal([new Lot(1.5m, 165m, 110m)], state.Fifo.Lots.Select(lot => lot with { Opened = default }));
        Assert.Equal([new Lot(1m, 100m, 100m), new Lot(0.5m, 55m, 110m)], state.Lifo.Lots.Select(lot => lot with { Opened = default }));
        Assert.Equal((25m, 15m), (state.Fifo.Realized, state.Lifo.Realized));
        Assert.Equal(state.Fifo.Realized - state.Fifo.OpenCost, state.Lifo.Realized - state.Lifo.OpenCost);
        Assert.Equal(state.Realized - state.OpenCost, state.Lifo.Realized - state.Lifo.OpenCost);
    }

    [Fact]
    public void Hashes_ignore_the_scale_of_a_number_and_see_its_value()
    {
        var hash = Fold(Linear, Buy(Linear, 1.0m, 100m)).StateHash();
        Assert.Equal(hash, Fold(Linear, Buy(Linear, 1.00m, 100.000m)).StateHash());
        Assert.NotEqual(hash, Fold(Linear, Buy(Linear, 1.01m, 100m)).StateHash());
    }

    [Fact]
    public void The_newest_fill_is_counted_and_dated()
    {
        var state = Fold(Linear, Buy(Linear, 1, 100, at: 3), Buy(Linear, 1, 100, at: 9));
        Assert.Equal((2L, new Instant(9)), (state.Fills, state.LastFillAt));
    }
}
