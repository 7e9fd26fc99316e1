using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Risk.Liquidity;
using Xunit;
using Liquidity = Ballast.Domain.Risk.Liquidity.LiquidityFigures;

namespace Ballast.Domain.Tests.Risk.Positions;

public sealed class LiquiditiesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly InstrumentId Btc = new("binance", "BTCUSDT");
    private static readonly InstrumentId Eth = new("binance", "ETHUSDT");

    private static readonly BookLevel[] Bids = [new(99, 2), new(98, 3)];
    private static readonly BookLevel[] Asks = [new(101, 1), new(103, 1)];

    private static LiquidityInput Input(InstrumentId instrument, decimal quantity) => new()
    {
        Instrument = instrument,
        Quantity = quantity,
        Notional = (double)quantity * 100,
        Rate = 2,
        Execution = BookAnalytics.Execute(Bids, Asks, quantity > 0 ? Side.Sell : Side.Buy, Math.Abs(quantity), new(ContractKind.Spot, 1)),
        Spread = new(0.02, 0.001, 60, TimeSpan.FromMinutes(5), null),
        Traded = new(30, TimeSpan.FromMinutes(5), null),
    };

    private static LiquidityFigures Of(double? valueAtRisk, params LiquidityInput[] inputs) => LiquidityComputation.Of(inputs, valueAtRisk, Hour, 0.1, 3);

    [Fact]
    public void Costs_are_what_the_book_takes_off_the_mid_at_the_rate()
    {
        // Long 3: 2 at 99 and 1 at 98, 4 off a mid of 100. Short 2: 1 at 101 and 1 at 103, 4 over it. At a rate of 2: 8 each.
        var liquidity = Of(1_000, Input(Eth, -2), Input(Btc, 3));

        Assert.Equal([Btc, Eth], liquidity.Legs.Select(leg => leg.Instrument));
        Assert.Equal([8, 8], liquidity.Legs.Select(leg => leg.Cost!.Value));
        Assert.Equal((16, 16, 1_016), (liquidity.Cost!.Value, liquidity.PartialCost, liquidity.ValueAtRisk!.Value));
        Assert.Empty(liquidity.Missing);
    }

    [Fact]
    public void Spread_costs_widen_by_the_deviations_and_the_longest_close_out_scales()
    {
        // 300/2·(0.02 + 3·0.001) = 3.45, 200/2·0.023 = 2.3; 3 of 0.1·30 in 5 min are 5 min, 2 of them 3:20.
        var liquidity = Of(1_000, Input(Btc, 3), Input(Eth, -2));

        Assert.Equal([3.45, 2.3], liquidity.Legs.Select(leg => Math.Round(leg.SpreadCost!.Value, 12)));
        Assert.Equal(1_005.75, liquidity.SpreadValueAtRisk!.Value, 1e-9);
        Assert.Equal(TimeSpan.FromMinutes(5), liquidity.CloseOut);
        Assert.Equal(TimeSpan.FromSeconds(200), liquidity.Legs[1].CloseOut);

        // 5 min are less than the horizon of an hour.
        Assert.Equal(1_000, liquidity.CloseOutValueAtRisk!.Value, 1e-9);
    }

    [Theory]
    [InlineData(1_000, 9, 1_000)]
    [InlineData(1_000, 144, 2_000)]
    [InlineData(-1_000, 9, -500)]
    [InlineData(-1_000, 144, -1_000)]
    public void The_value_at_risk_over_the_time_to_close_is_never_below_the_value_at_risk(double valueAtRisk, int quantity, double expected)
    {
        // 3 in 5 min may be ours: 9 take a quarter of the horizon, 144 four of it.
        var liquidity = Of(valueAtRisk, Input(Btc, quantity));

        Assert.Equal(expected, liquidity.CloseOutValueAtRisk!.Value, 1e-9);
    }

    [Fact]
    public void What_is_beyond_visible_depth_is_flagged_and_not_free()
    {
        var liquidity = Of(1_000, Input(Btc, 7));
        var leg = liquidity.Legs.Single();

        // 2 at 99 and 3 at 98: 8 off 500.
        Assert.Equal((5m, 2m, 16), (leg.Visible, leg.Residual, leg.Cost!.Value));
        Assert.Equal((null, 16, null), (liquidity.Cost, liquidity.PartialCost, liquidity.ValueAtRisk));
        Assert.Equal(["binance/BTCUSDT: 2 of 7 are beyond visible depth"], liquidity.Missing);
        Assert.NotNull(liquidity.SpreadValueAtRisk);
    }

    [Fact]
    public void A_book_that_is_not_known_leaves_its_leg_without_a_cost_and_the_others_with_theirs()
    {
        var liquidity = Of(1_000, Input(Btc, 3), Input(Eth, 2) with { Execution = null, Spread = null, Traded = null, Reasons = ["the book is stale"] });

        var leg = liquidity.Legs[1];
        Assert.Equal((0m, 2m, null, null, null), (leg.Visible, leg.Residual, leg.Cost, leg.SpreadCost, leg.CloseOut));
        Assert.Equal("the book is stale", leg.Reason);
        Assert.Equal((null, 8), (liquidity.Cost, liquidity.PartialCost));
        Assert.Equal((null, null, null, null), (liquidity.ValueAtRisk, liquidity.SpreadValueAtRisk, liquidity.CloseOut, liquidity.CloseOutValueAtRisk));
    }

    [Theory]
    [InlineData("rate")]
    [InlineData("notional")]
    [InlineData("spread")]
    [InlineData("volume")]
    [InlineData("var")]
    [InlineData("empty side")]
    public void Missing_input_makes_null_what_needs_it_and_never_a_number(string without)
    {
        var input = Input(Btc, 3);
        var liquidity = Of(without == "var" ? null : 1_000, without switch
        {
            "rate" => input with { Rate = null, Reasons = ["no fresh rate"] },
            "notional" => input with { Notional = null, Reasons = ["no mark"] },
            "spread" => input with { Spread = new(null, null, 0, Hour, "no spread") },
            "volume" => input with { Traded = new(0, Hour, null) },
            "empty side" => input with { Execution = BookAnalytics.Execute([], Asks, Side.Sell, 3, new(ContractKind.Spot, 1)) },
            _ => input,
        });

        Assert.NotEmpty(liquidity.Missing);
        Assert.Equal(without is "rate" or "var" or "empty side", liquidity.ValueAtRisk is null);
        Assert.Equal(without is "notional" or "spread" or "var", liquidity.SpreadValueAtRisk is null);
        Assert.Equal(without is "volume" or "var", liquidity.CloseOutValueAtRisk is null);
    }

    [Fact]
    public void Nothing_to_close_costs_nothing()
    {
        var liquidity = Of(0);

        Assert.Equal((0, 0, 0, 0), (liquidity.Cost, liquidity.ValueAtRisk, liquidity.SpreadValueAtRisk, liquidity.CloseOutValueAtRisk));
        Assert.Equal(TimeSpan.Zero, liquidity.CloseOut);
        Assert.Empty(liquidity.Missing);
    }
}
