using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Exposure;
using Xunit;
using static Ballast.Domain.Tests.Risk.Positions.SomeExposures;

namespace Ballast.Domain.Tests.Risk.Positions;

/// <summary>Cases worked by hand.</summary>
public sealed class ExposuresTests
{
    private static readonly FxTable Fx = Rates("USDT", ("BTC", 60_000m), ("ETH", 3_000m), ("USD", 0.999m));

    private static ExposureFigures Of(params ExposedLedger[] ledgers) => ExposureComputation.Of(ledgers, Fx, "USDT", MarginTerms.None);

    [Fact]
    public void Spot_is_the_base_held_and_the_quote_paid()
    {
        // 2 BTC for 50,000 each and a fee of 10: −100,010 USDT.
        var exposure = Of(Opened(Spot, 2, 50_000, 60_000, fees: 10));

        Assert.Equal(new AssetExposure { Asset = "BTC", Spot = 2, Derivatives = 0, Cash = 0, Net = 2, NetValue = 120_000 }, exposure.Of("BTC"));
        Assert.Equal(new AssetExposure { Asset = "USDT", Spot = 0, Derivatives = 0, Cash = -100_010, Net = -100_010, NetValue = -100_010 }, exposure.Of("USDT"));
        Assert.Equal((120_000m, 120_000m), (exposure.GrossNotional, exposure.NetNotional));
        Assert.Empty(exposure.Missing);
    }

    [Fact]
    public void A_linear_position_is_base_bought_with_borrowed_quote_and_its_profit_is_cash()
    {
        // 10 contracts of 0.5 BTC short at 50,000, mark 60,000: −5 BTC, +300,000 USDT, and a loss of 50,000 USDT.
        var exposure = Of(Opened(Linear, -10, 50_000, 60_000));

        Assert.Equal(-5, exposure.Of("BTC").Derivatives);
        Assert.Equal(-300_000, exposure.Of("BTC").NetValue);
        Assert.Equal((300_000m, -50_000m, 250_000m), (exposure.Of("USDT").Derivatives!.Value, exposure.Of("USDT").Cash!.Value, exposure.Of("USDT").Net!.Value));
        Assert.Equal((300_000m, -300_000m), (exposure.GrossNotional, exposure.NetNotional));
    }

    [Fact]
    public void Net_exposures_miss_the_total_by_what_the_mark_is_off_the_cross_of_the_rates()
    {
        // 2 BTC at a mark of 60,010, while the rates say 60,000: a total of 20,020, and exposures of 120,000 and −100,000.
        var exposure = Of(Opened(Linear, 4, 50_000, 60_010));

        Assert.Equal(20_020m - 20m, exposure.Assets.Sum(asset => asset.NetValue));
    }

    [Fact]
    public void An_inverse_position_is_coin_bought_with_dollars_and_its_profit_is_coin()
    {
        // 120,000 USD long at 50,000 cost 2.4 BTC; at 40,000 they are worth 3 BTC: a delta of 3 BTC and a loss of 0.6 BTC.
        var exposure = Of(Opened(Inverse, 120_000, 50_000, 40_000));

        Assert.Equal((3m, -0.6m, 2.4m), (exposure.Of("BTC").Derivatives!.Value, exposure.Of("BTC").Cash!.Value, exposure.Of("BTC").Net!.Value));
        Assert.Equal(-120_000, exposure.Of("USD").Net);
        Assert.Equal(-119_880, exposure.Of("USD").NetValue);
        Assert.Equal(3 * 60_000, exposure.NetNotional);
    }

    [Fact]
    public void A_quanto_position_is_base_worth_what_its_points_pay_in_settle_currency()
    {
        // 1,000 contracts pay 0.001 BTC a point, 60.06 USD at 60,000/0.999: as much as 60.06 ETH gain by a dollar.
        var exposure = Of(Opened(Quanto, 1_000, 2_900, 3_000));

        Assert.Equal(60.06, (double)exposure.Of("ETH").Derivatives!.Value, 0.001);
        Assert.Equal(-60.06 * 3_000, (double)exposure.Of("USD").Derivatives!.Value, 1.0);
        Assert.Equal(0.1m, exposure.Of("BTC").Cash);
        Assert.Equal(3m * 60_000, exposure.GrossNotional);
    }

    [Fact]
    public void A_hedged_position_nets_to_its_profit()
    {
        // 1 BTC bought at 50,000 and 2 contracts of half a BTC sold at 50,100: what is left is 100 USDT.
        var exposure = Of(Opened(Spot, 1, 50_000, 60_000), Opened(Linear, -2, 50_100, 60_050));

        Assert.Equal(0, exposure.Of("BTC").Net);
        Assert.Equal(100, exposure.Of("USDT").Net);
        Assert.Equal((120_050m, -50m), (exposure.GrossNotional, exposure.NetNotional));
    }

    [Fact]
    public void Without_a_mark_what_needs_none_is_still_told()
    {
        var exposure = Of(Opened(Linear, -10, 50_000, mark: null) with { Reason = "no mark" }, Opened(Spot, 2, 50_000, 60_000));

        Assert.Equal(-3, exposure.Of("BTC").Net);
        Assert.Null(exposure.Of("USDT").Net);
        Assert.Null(exposure.Of("USDT").NetValue);
        Assert.Equal("binance-futures/BTCUSDT main: no mark", exposure.Of("USDT").Reason);
        Assert.Null(exposure.GrossNotional);
        Assert.Null(exposure.NetNotional);
        Assert.Equal(["binance-futures/BTCUSDT main: no mark"], exposure.Missing);
        Assert.Equal([new CashBalance("USDT", -100_000)], exposure.Accounts[0].Cash);
        Assert.Equal([new CashBalance("USDT", null)], exposure.Accounts[1].Cash);
    }

    [Fact]
    public void An_unknown_fee_or_funding_makes_the_cash_unknown_but_not_the_delta()
    {
        var exposure = Of(
            Opened(Linear, 4, 50_000, 60_000) with { Fees = null, Reason = "no rate for fees in BNB" },
            Opened(Inverse, 6_000, 50_000, 40_000) with { Funding = null, Reason = "the rate of 1 funding times is not known" });

        Assert.Equal(2.15m, exposure.Of("BTC").Derivatives);
        Assert.Null(exposure.Of("BTC").Cash);
        Assert.Null(exposure.Of("BTC").Net);
        Assert.Equal("bitmex/XBTUSD main: the rate of 1 funding times is not known", exposure.Of("BTC").Reason);
        Assert.Null(exposure.Of("USDT").Cash);
        Assert.Equal(-6_000, exposure.Of("USD").Net);
        Assert.Equal(129_000, exposure.GrossNotional);
        Assert.Equal(2, exposure.Missing.Count);
    }

    [Fact]
    public void A_missing_rate_leaves_units_and_takes_values()
    {
        var exposure = ExposureComputation.Of([Opened(Inverse, 60_000, 50_000, 40_000)], Rates("USDT", ("BTC", 60_000m)), "USDT", MarginTerms.None);

        Assert.Equal((-60_000m, null), (exposure.Of("USD").Net, exposure.Of("USD").NetValue));
        Assert.Equal("no fresh rate from USD to USDT", exposure.Of("USD").Reason);
        Assert.Equal(90_000, exposure.GrossNotional);
        Assert.Equal(72_000, exposure.Of("BTC").NetValue);

        var quanto = ExposureComputation.Of([Opened(Quanto, 1_000, 2_900, 3_000)], Rates("USDT", ("ETH", 3_000m)), "USDT", MarginTerms.None);
        Assert.Null(quanto.Of("ETH").Net);
        Assert.Equal("no fresh rate from BTC to USD", quanto.Of("ETH").Reason);
        Assert.Null(quanto.NetNotional);
    }

    [Fact]
    public void A_flat_ledger_needs_no_mark_and_keeps_its_profit()
    {
        var exposure = Of(Opened(Linear, 0, 1, mark: null) with { Realized = 25, Fees = 5, Funding = -1 });

        Assert.Equal(19, exposure.Of("USDT").Net);
        Assert.Equal(0, exposure.GrossNotional);
        Assert.Empty(exposure.Missing);
    }

    [Fact]
    public void A_sum_past_what_decimal_holds_is_unknown_with_the_reason()
    {
        var exposure = Of(Opened(Spot, 1e24m, 1, 60_000), Opened(Spot, 7e28m, 0.0001m, 0.0001m, account: "other"), Opened(Spot, 7e28m, 0.0001m, 0.0001m));

        Assert.Null(exposure.Of("BTC").Net);
        Assert.Contains("a sum is past what decimal holds", exposure.Missing);
    }

    [Fact]
    public void No_ledgers_are_exposed_to_nothing()
    {
        var exposure = Of();

        Assert.Empty(exposure.Assets);
        Assert.Empty(exposure.Accounts);
        Assert.Equal((0m, 0m), (exposure.GrossNotional, exposure.NetNotional));
    }
}
