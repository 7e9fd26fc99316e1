using System.Text.Json;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Ledger.FundingTimes;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

/// <summary>Checkpoints keep every digit, and those of earlier versions are read.</summary>
public sealed class LedgerBaseTextTests
{
    /// <summary>The text of version 0.1, in which figures, counts and lots are identified by their place.</summary>
    private const string Positional = """{"Terms":{"Instrument":"some/BTC-PERP","Kind":1,"Base":"BTC","Quote":"USDT","Settle":"USDT","Multiplier":0.5,"TickSize":0.10,"LotSize":0.001},"Last":{"Time":34,"Sequence":0,"Kind":2,"Account":"main","Id":"t34","Detail":1},"Events":11,"Ledgers":[{"Portfolio":"arb","Account":"sub","Figures":[-8,-396,0,0,0,0,0,0,-396,-396,-396],"Counts":[1,1,0,0,1,13],"Fifo":[[-8,-396,99,13]],"Lifo":[[-8,-396,99,13]],"Charged":{},"Unconverted":{},"Rounded":true,"Overflow":"fill t9"},{"Portfolio":"mm","Account":"main","Figures":[7.6,381.66000,2.31000,2.85000,1.50,3.052500,-0.01500000,0.02017500,378.8000,382.20000,380.8500],"Counts":[0,1,1,1,4,34],"Fifo":[[3.0,150.15000,100.10,10],[4,202,101,11],[0.5,25.00,100,32],[0.1,5.05,101,34]],"Lifo":[[6.0,300.3000,100.10,10],[1,50.50,101,11],[0.5,25.00,100,32],[0.1,5.05,101,34]],"Charged":{"BNB":0.0100,"ETH":0.20,"USDT":-0.05},"Unconverted":{"ETH":0.20},"Rounded":false,"Overflow":null}],"Funding":[{"Account":"main","Time":30,"ByRate":{"mm":-0.03517500},"ByVenue":{"mm":-0.0150},"Unknown":[]},{"Account":"sub","Time":31,"ByRate":null,"ByVenue":null,"Unknown":["arb"]}],"Voids":[{"Account":"main","Portfolio":"mm","TradeId":"t21","Side":-1,"Time":1021,"Sequence":0,"Reason":null,"FillTime":null,"Price":null,"Quantity":null}],"AppliedVoids":[{"Account":"main","Portfolio":"mm","TradeId":"t20","Side":1,"Time":1020,"Sequence":0,"Reason":"busted","FillTime":20,"Price":99.50,"Quantity":1.0}],"Magnitude":{"Quantity":12.11,"Value":1212.201,"Cash":3.3675,"LeastMultiplier":0.5,"MostMultiplier":1}}""";

    /// <summary>The present text, in which every member has a name.</summary>
    private const string Named = """{"Terms":{"Instrument":"some/BTC-PERP","Kind":1,"Base":"BTC","Quote":"USDT","Settle":"USDT","Multiplier":0.5,"TickSize":0.10,"LotSize":0.001},"Last":{"Time":34,"Sequence":0,"Kind":2,"Account":"main","Id":"t34","Detail":1},"Events":11,"Accounts":[{"Portfolio":"arb","Account":"sub","Quantity":-8,"OpenCost":-396,"Realized":0,"Fifo":{"Realized":0,"OpenCost":-396,"Lots":[{"Quantity":-8,"Cost":-396,"Price":99,"Opened":13}]},"Lifo":{"Realized":0,"OpenCost":-396,"Lots":[{"Quantity":-8,"Cost":-396,"Price":99,"Opened":13}]},"Fees":0,"FeesByAsset":{},"FeesUnconverted":{},"Funding":0,"FundingMissing":1,"FundingDifference":0,"MidValue":-396,"MidsPending":1,"FillsWithoutMid":0,"GridMidFills":0,"Fills":1,"LastFillAt":13,"Rounded":true,"Overflow":"fill t9"},{"Portfolio":"mm","Account":"main","Quantity":7.6,"OpenCost":381.66000,"Realized":2.31000,"Fifo":{"Realized":2.85000,"OpenCost":382.20000,"Lots":[{"Quantity":3.0,"Cost":150.15000,"Price":100.10,"Opened":10},{"Quantity":4,"Cost":202,"Price":101,"Opened":11},{"Quantity":0.5,"Cost":25.00,"Price":100,"Opened":32},{"Quantity":0.1,"Cost":5.05,"Price":101,"Opened":34}]},"Lifo":{"Realized":1.50,"OpenCost":380.8500,"Lots":[{"Quantity":6.0,"Cost":300.3000,"Price":100.10,"Opened":10},{"Quantity":1,"Cost":50.50,"Price":101,"Opened":11},{"Quantity":0.5,"Cost":25.00,"Price":100,"Opened":32},{"Quantity":0.1,"Cost":5.05,"Price":101,"Opened":34}]},"Fees":3.052500,"FeesByAsset":{"BNB":0.0100,"ETH":0.20,"USDT":-0.05},"FeesUnconverted":{"ETH":0.20},"Funding":-0.01500000,"FundingMissing":0,"FundingDifference":0.02017500,"MidValue":378.8000,"MidsPending":1,"FillsWithoutMid":1,"GridMidFills":1,"Fills":4,"LastFillAt":34,"Rounded":false}],"Funding":[{"Account":"main","Time":30,"ByRate":{"mm":-0.03517500},"ByVenue":{"mm":-0.0150},"Unknown":[]},{"Account":"sub","Time":31,"Unknown":["arb"]}],"OpenFillVoids":[{"account":"main","portfolio":"mm","timestamp":1021,"sequence":0,"id":"t21","side":-1}],"AppliedFillVoids":[{"account":"main","portfolio":"mm","timestamp":1020,"sequence":0,"id":"t20","side":1,"reason":"busted","fill_timestamp":20,"price":99.50,"amount":1.0}],"Magnitude":{"Quantity":12.11,"Value":1212.201,"Cash":3.3675,"LeastMultiplier":0.5,"MostMultiplier":1}}""";

    [Fact]
    public void A_state_is_written_by_name() => Assert.Equal(Named, LedgerBaseText.Write(Some()));

    [Fact]
    public void A_text_reads_back_as_it_was()
    {
        var made = Some();

        AssertSame(made, LedgerBaseText.Read(LedgerBaseText.Write(made)));
    }

    [Fact]
    public void Counts_that_a_text_leaves_out_when_they_are_0_read_back()
    {
        var made = Some();
        var (key, state) = made.State.Ledgers.First();
        var counted = made with { State = made.State with { Ledgers = made.State.Ledgers.SetItem(key, state with { ThinnedMidFills = 2, FallbackFees = 3, LaterRateFees = 4 }) } };

        var read = LedgerBaseText.Read(LedgerBaseText.Write(counted));

        AssertSame(counted, read);
        Assert.Equal((2L, 3L, 4L), (read.State.Ledgers[key].ThinnedMidFills, read.State.Ledgers[key].FallbackFees, read.State.Ledgers[key].LaterRateFees));
    }

    [Fact]
    public void A_text_of_an_earlier_version_is_read() => AssertSame(Some(), LedgerBaseText.Read(Positional));

    [Fact]
    public void Lots_of_the_first_version_have_no_time_of_opening()
    {
        var read = LedgerBaseText.Read(Positional.Replace("[-8,-396,99,13]", "[-8,-396,99]", StringComparison.Ordinal));

        var (key, state) = read.State.Ledgers.First();
        Assert.Equal([new(-8m, -396m, 99m)], state.Fifo.Lots);
        Assert.Equal(Some().State.Ledgers[key].FullHash(), state.FullHash());
    }

    [Theory]
    [InlineData("\"side\":-1", "\"side\":\"sell\"")]
    [InlineData("\"id\":\"t21\",", "")]
    [InlineData("\"Accounts\"", "\"Others\"")]
    [InlineData("\"OpenFillVoids\"", "\"Others\"")]
    public void A_text_that_lacks_something_is_refused(string part, string instead)
    {
        Assert.Contains(part, Named, StringComparison.Ordinal);

        Assert.Throws<JsonException>(() => LedgerBaseText.Read(Named.Replace(part, instead, StringComparison.Ordinal)));
    }

    /// <summary>Ledgers with something in every member of the text.</summary>
    private static LedgerBase Some()
    {
        var ledgers = new InstrumentLedgers(Linear with { TickSize = 0.10m, LotSize = 0.001m });
        var voided = Buy(Linear, 1.0m, 99.50m, 20);
        Book(ledgers, [
            Buy(Linear, 3.00m, 100.10m, 10) with { Fee = 0.0100m, FeeAsset = "BNB", FeeRate = 310.25m, Liquidity = LiquiditySide.Maker },
            Buy(Linear, 2m, 101m, 11) with { Fee = 0.20m, FeeAsset = "ETH" },
            Sell(Linear, 1.5m, 102m, 12) with { Fee = -0.05m },
            Sell(Linear, 4m, 99m, 13) with { Portfolio = "arb", Account = "sub" },
            voided,
            Void(voided) with { Reason = "busted", FillTime = voided.VenueTime, Price = 99.50m, Quantity = 1.0m },
            Void(Sell(Linear, 7m, 98m, 21)),
            Rated(Linear, 0.00010m, 100.5m, 30),
            Paid(Linear, -0.0150m, 30),
            Missing(Linear, 31) with { Account = "sub", Portfolio = "arb" },
            Adjust(Linear, 0.25m, 100m, 32),
            Change(Linear, 0.5m, 33),
            Buy(Linear, 0.1m, 101m, 34),
        ]);
        ledgers.Annotate(new(1, AnnotationKind.Mid, 0, 100.25m));
        ledgers.Annotate(new(2, AnnotationKind.GridMid, 0, 100.50m));
        ledgers.Annotate(new(3, AnnotationKind.NoMid, 0, null));

        var made = ledgers.BaseAt(new(40))!;
        var (key, state) = made.State.Ledgers.First();
        return made with { State = made.State with { Ledgers = made.State.Ledgers.SetItem(key, state with { Rounded = true, Overflow = "fill t9" }) } };
    }

    private static void AssertSame(LedgerBase expected, LedgerBase actual)
    {
        Assert.Equal(new InstrumentLedgers(expected).StateHash(), new InstrumentLedgers(actual).StateHash());
        Assert.Equal((expected.State.Terms, expected.State.Last, expected.State.Events, expected.Magnitude), (actual.State.Terms, actual.State.Last, actual.State.Events, actual.Magnitude));
        Assert.Equal(expected.OpenVoids, actual.OpenVoids);
        Assert.Equal(expected.AppliedVoids, actual.AppliedVoids);
        Assert.Equal(expected.State.Ledgers.Keys, actual.State.Ledgers.Keys);
        foreach (var (key, state) in expected.State.Ledgers)
        {
            var other = actual.State.Ledgers[key];
            Assert.Equal(state.FullHash(), other.FullHash());
            Assert.Equal(state.Fifo.Lots, other.Fifo.Lots);
            Assert.Equal(state.Lifo.Lots, other.Lifo.Lots);
            Assert.Equal((state.Fifo.OpenCost, state.Lifo.OpenCost, state.LastFillAt), (other.Fifo.OpenCost, other.Lifo.OpenCost, other.LastFillAt));
            Assert.Equal(state.FeesByAsset, other.FeesByAsset);
            Assert.Equal(state.FeesUnconverted, other.FeesUnconverted);
        }

        Assert.Equal(expected.State.Funding.Keys, actual.State.Funding.Keys);
        foreach (var (account, time) in expected.State.Funding)
        {
            var other = actual.State.Funding[account];
            Assert.Equal(time.Time, other.Time);
            Assert.Equal(time.Unknown.AsEnumerable(), other.Unknown.AsEnumerable());
            Assert.Equal(time.ByRate, other.ByRate);
            Assert.Equal(time.ByVenue, other.ByVenue);
        }
    }
}
