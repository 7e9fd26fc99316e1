using System.Globalization;
using System.Text;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Markouts;
using Xunit;
using static Ballast.Domain.Tests.Pnl.Markouts.SomeMarkouts;

namespace Ballast.Domain.Tests.Pnl.Markouts;

public sealed class MarkoutTableTests
{
    private static MarkoutTable SomeTable(params FillMarkouts[] fills)
    {
        var table = new MarkoutTable("USDT", TwoHorizons);
        foreach (var fill in fills)
        {
            table.Add("binance", Tracked(fill));
        }

        return table;
    }

    private static FillMarkouts SomeFinal(MarkoutFill fill, decimal? mid = 101m) => FillMarkouts.Of(fill, Final(100.5m), [Final(mid), null]);

    [Fact]
    public void A_row_counts_what_is_known_pending_and_without_a_mid()
    {
        var rows = SomeTable(SomeFinal(SomeFill(1)), SomeFinal(SomeFill(2, quantity: 6m)), SomeFinal(SomeFill(3), mid: null)).By(MarkoutDimensions.None);
        var row = Assert.Single(rows);
        Assert.Equal(default, row.Key);
        Assert.Equal((3, 0, 0), (row.Spread.Known, row.Spread.Pending, row.Spread.WithoutMid));
        Assert.Equal((2, 0, 1), (row.Horizons[0].Known, row.Horizons[0].Pending, row.Horizons[0].WithoutMid));
        Assert.Equal((0, 3, 0), (row.Horizons[1].Known, row.Horizons[1].Pending, row.Horizons[1].WithoutMid));
        Assert.Equal((5m, 1000m, 50m), (row.Spread.Sum, row.Spread.Notional, row.Spread.Bps));
        Assert.Equal((8m, 800m, 100m), (row.Horizons[0].Sum, row.Horizons[0].Notional, row.Horizons[0].Bps));
        Assert.Equal((4m, 800m, 50m), (row.Horizons[0].Drift, row.Horizons[0].DriftNotional, row.Horizons[0].DriftBps));
        Assert.Null(row.Horizons[1].Bps);
    }

    [Fact]
    public void Rows_roll_up_over_any_dimensions_in_order_of_their_keys()
    {
        var table = SomeTable(
            SomeFinal(SomeFill(1, seconds: 3_600)),
            SomeFinal(SomeFill(2, seconds: (30 * 3_600) + 5, side: Side.Sell)),
            SomeFinal(SomeFill(3, seconds: 3_601, quantity: 20m) with { Liquidity = LiquiditySide.Taker }));
        table.Add("bitmex", Tracked(SomeFinal(SomeFill(4))));
        Assert.Equal([("binance", 3), ("bitmex", 1)], table.By(MarkoutDimensions.Venue).Select(r => (r.Key.Venue, r.Spread.Fills)));
        Assert.Equal([(0, 1), (1, 2), (6, 1)], table.By(MarkoutDimensions.Hour).Select(r => (r.Key.Hour!.Value, r.Spread.Fills)));
        Assert.Equal([(1, 3), (2, 1)], table.By(MarkoutDimensions.Size).Select(r => (r.Key.Size!.Value, r.Spread.Fills)));
        Assert.Equal(
            [(LiquiditySide.Maker, Side.Buy, 2), (LiquiditySide.Maker, Side.Sell, 1), (LiquiditySide.Taker, Side.Buy, 1)],
            table.By(MarkoutDimensions.Liquidity | MarkoutDimensions.Side).Select(r => (r.Key.Liquidity!.Value, r.Key.Side!.Value, r.Spread.Fills)));
        Assert.Equal(4, table.By(MarkoutDimensions.All).Count);
    }

    [Fact]
    public void Taking_a_fill_out_leaves_no_trace()
    {
        var table = SomeTable();
        var (first, other) = (Tracked(SomeFinal(SomeFill(1))), Tracked(SomeFinal(SomeFill(2, price: 1m / 3m, quantity: 1e15m / 7m))));
        table.Add("binance", first);
        var before = table.StateHash();
        table.Add("binance", other);
        Assert.NotEqual(before, table.StateHash());
        table.Remove(other);
        Assert.Equal(before, table.StateHash());
        table.Remove(first);
        Assert.True(table.IsEmpty);
        Assert.Empty(table.By(MarkoutDimensions.All));
        Assert.Null(other.Cell);
    }

    [Fact]
    public void Sums_past_decimal_are_unknown_and_come_back_when_a_fill_goes()
    {
        var huge = SomeFinal(SomeFill(2, price: 1m, quantity: 5e26m), mid: 101m);
        var table = SomeTable(SomeFinal(SomeFill(1)), huge);
        var before = table.StateHash();
        var more = Tracked(huge with { Fill = huge.Fill with { Number = 3 } });
        table.Add("binance", more);
        Assert.Null(table.By(MarkoutDimensions.None)[0].Horizons[0].Sum);
        Assert.Null(table.By(MarkoutDimensions.None)[0].Horizons[0].Bps);
        Assert.Equal(table.StateHash(), MarkoutTable.Parse(table.ToJson()).StateHash());
        table.Remove(more);
        Assert.Equal(before, table.StateHash());
        Assert.Equal(5e28m + 2m, table.By(MarkoutDimensions.None)[0].Horizons[0].Sum);
    }

    [Theory]
    [InlineData(Side.Buy, "0.3", "100.1", "0.03")]
    [InlineData(Side.Sell, "0.3", "100.1", "-0.03")]
    [InlineData(Side.Sell, "30000000000.7", "100.1", "-3000000000.07")]
    [InlineData(Side.Sell, "30000000000000000000.7", "100.1", "-3000000000000000000.07")]
    [InlineData(Side.Buy, "30000000000.7", "99.9", "-3000000000.07")]
    public void A_sum_is_written_with_every_digit(Side side, string quantity, string mid, string sum)
    {
        var fill = SomeFill(side: side, quantity: decimal.Parse(quantity, CultureInfo.InvariantCulture));
        var table = SomeTable(SomeFinal(fill, decimal.Parse(mid, CultureInfo.InvariantCulture)));
        Assert.Contains($"[1,0,0,{sum},", Encoding.UTF8.GetString(table.ToJson()), StringComparison.Ordinal);
        Assert.Equal(decimal.Parse(sum, CultureInfo.InvariantCulture), table.By(MarkoutDimensions.None)[0].Horizons[0].Sum);
        Assert.Equal(table.StateHash(), MarkoutTable.Parse(table.ToJson()).StateHash());
    }

    [Fact]
    public void Tables_merge_by_asset_and_policy()
    {
        var inBitcoin = new MarkoutTable("BTC", TwoHorizons);
        inBitcoin.Add("bitmex", Tracked(SomeFinal(SomeFill(1))));
        var coarse = new MarkoutTable("USDT", TwoHorizons with { Horizons = MarkoutHorizons.Parse("1s,1m") });
        coarse.Add("binance", Tracked(SomeFinal(SomeFill(1))));
        var (first, second) = (SomeTable(SomeFinal(SomeFill(1))), SomeTable(SomeFinal(SomeFill(2, quantity: 3m))));

        var merged = MarkoutTable.Merge([second, inBitcoin, first, coarse]);
        Assert.Equal(["BTC 1s,5s 1", "USDT 1s,1m 1", "USDT 1s,5s 2"], merged.Select(t => $"{t.Settle} {t.Policy.Horizons} {t.By(MarkoutDimensions.None)[0].Spread.Fills}"));
        Assert.Equal(SomeTable(SomeFinal(SomeFill(1)), SomeFinal(SomeFill(2, quantity: 3m))).StateHash(), merged[2].StateHash());
        Assert.Throws<ArgumentException>(() => first.Add(inBitcoin));
        Assert.Throws<ArgumentException>(() => first.Add(coarse));
    }

    [Fact]
    public void A_table_reads_back_what_it_wrote()
    {
        var table = SomeTable(SomeFinal(SomeFill(1, price: 100.10m)), SomeFinal(SomeFill(2, price: 101.7m)), SomeFinal(SomeFill(3), mid: null));
        table.Add("a \"venue\"", Tracked(SomeFinal(SomeFill(4, side: Side.Sell, quantity: 1m / 3m))));
        var read = MarkoutTable.Parse(table.ToJson());
        Assert.Equal(table.StateHash(), read.StateHash());
        Assert.Equal(Encoding.UTF8.GetString(table.ToJson()), Encoding.UTF8.GetString(read.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"settle":"USDT","horizons":"1x","sizes":"1","cells":[]}""")]
    [InlineData("""{"settle":"USDT","horizons":"1s","sizes":"1","cells":[["binance",1,1,0]]}""")]
    [InlineData("""{"settle":"USDT","horizons":"1s","sizes":"1","cells":[["binance",1,1,0,0,[1,0,0,1,1e2,0,0]]]}""")]
    public void What_is_not_a_table_is_a_fault(string json) =>
        Assert.Throws<FormatException>(() => MarkoutTable.Parse(Encoding.UTF8.GetBytes(json)));
}
