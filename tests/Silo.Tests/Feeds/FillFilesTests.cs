using Ballast.Domain.Ledger.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Fills;
using Ballast.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

public sealed class FillFilesTests : IDisposable
{
    private const string Header = "timestamp,exchange,symbol,side,price,amount,id";
    private const string Good = "1000,x,S,buy,10,1,t";

    private readonly TemporaryFolder _folder = new();
    private readonly InputFaults _faults = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_and_ndjson_give_the_same_fill()
    {
        var csv = _folder.Write(
            "a.csv", "timestamp,exchange,symbol,side,price,amount,id,account,portfolio,fee,fee_asset,liquidity,order_id,sequence",
            "2024-08-08T23:54:15.088230Z,binance,BTCUSDT,sell,61800.30,0.123456789012345678901234567,t1,sub,mm,-0.01,BNB,maker,o1,7");
        var ndjson = _folder.Write(
            "a.ndjson",
            "{\"sequence\":7,\"order_id\":\"o1\",\"liquidity\":\"maker\",\"fee_asset\":\"BNB\",\"fee\":-1e-2,\"portfolio\":\"mm\",\"account\":\"sub\",\"id\":\"t1\","
            + "\"quantity\":\"0.123456789012345678901234567\",\"price\":61800.30,\"side\":\"SELL\",\"symbol\":\"BTCUSDT\",\"exchange\":\"binance\",\"timestamp\":1723161255088230,\"other\":{}}");

        var fill = Assert.Single(FillFiles.Open([csv], _faults)).Fill;

        Assert.Equal(fill, Assert.Single(FillFiles.Open([ndjson], _faults)).Fill);
        Assert.Equal(("binance/BTCUSDT", Side.Sell, "t1", "sub", "mm"), (fill.Instrument.ToString(), fill.Side, fill.TradeId, fill.Account, fill.Portfolio));
        Assert.Equal((61800.30m, 0.123456789012345678901234567m, -0.01m, "BNB"), (fill.Price, fill.Quantity, fill.Fee, fill.FeeAsset));
        Assert.Equal(("2024-08-08T23:54:15.088230Z", 7L, LiquiditySide.Maker, "o1"), (fill.VenueTime.ToString(), fill.VenueSequence, fill.Liquidity, fill.OrderId));
        Assert.Equal(0, _faults.Count);
    }

    [Fact]
    public void Absent_fields_take_their_defaults()
    {
        var fill = Assert.Single(FillFiles.Open([_folder.Write("a.csv", Header, Good)], _faults)).Fill;

        Assert.Equal(("main", "main", 0m, null), (fill.Account, fill.Portfolio, fill.Fee, fill.FeeAsset));
        Assert.Equal((LiquiditySide.Unknown, null, 0L), (fill.Liquidity, fill.OrderId, fill.VenueSequence));
    }

    [Fact]
    public void Fills_are_ordered_by_time_over_all_files_and_equal_times_keep_their_order()
    {
        var first = _folder.Write("b.csv", Header, "30,x,S,buy,10,1,b1", "10,x,S,buy,10,1,b2");
        var second = _folder.Write("a.csv", Header, "10,x,S,buy,10,1,a1", "20,x,S,buy,10,1,a2");

        Assert.Equal(["b2", "a1", "a2", "b1"], FillFiles.Open([first, second], _faults).Select(read => read.Fill.TradeId));
    }

    [Theory]
    [InlineData("1000,x,S,buy,10,0,t", "amount '0' is not positive")]
    [InlineData("1000,x,S,buy,10,-1,t", "amount '-1' is not positive")]
    [InlineData("1000,x,S,buy,0,1,t", "price '0' is not positive")]
    [InlineData("1000,x,S,buy,-5,1,t", "price '-5' is not positive")]
    [InlineData("1000,x,S,buy,ten,1,t", "price 'ten' is not a number of at most 28 digits")]
    [InlineData("1000,x,S,buy,0.12345678901234567890123456789,1,t", "price '0.12345678901234567890123456789' is not a number of at most 28 digits")]
    [InlineData("1000,x,S,hold,10,1,t", "side 'hold' is not buy or sell")]
    [InlineData("1000,x,S,buy,10,1,", "no id")]
    [InlineData("1000,x,,buy,10,1,t", "no symbol")]
    [InlineData("1000,x/y,S,buy,10,1,t", "exchange 'x/y' is not an exchange id")]
    [InlineData("2024-08-08T23:54:15,x,S,buy,10,1,t", "timestamp '2024-08-08T23:54:15' is not a time in UTC or a number of microseconds")]
    [InlineData("1723161261,x,S,buy,10,1,t", "timestamp '1723161261' looks like seconds; write microseconds or ISO 8601")]
    [InlineData("1723161261000,x,S,buy,10,1,t", "timestamp '1723161261000' looks like milliseconds; write microseconds or ISO 8601")]
    [InlineData("\"1723161261000\",x,S,buy,10,1,t", "timestamp '1723161261000' looks like milliseconds; write microseconds or ISO 8601")]
    [InlineData("1723161261000000000,x,S,buy,10,1,t", "timestamp '1723161261000000000' looks like nanoseconds; write microseconds or ISO 8601")]
    [InlineData("garbage", "1 columns where the header has 7")]
    public void Bad_row_is_a_fault_and_the_rest_counts(string row, string reason)
    {
        var path = _folder.Write("a.csv", Header, Good, row, Good);

        Assert.Equal(2, FillFiles.Open([path], _faults).Count);
        Assert.Equal($"{path}:3: {reason}", Assert.Single(_faults.First).ToString());
    }

    [Theory]
    [InlineData("garbage", "not a JSON object")]
    [InlineData("{\"timestamp\":1}", "no exchange")]
    [InlineData("{\"timestamp\":1,\"exchange\":\"x\",\"symbol\":\"S\",\"side\":\"buy\",\"price\":true,\"amount\":1,\"id\":\"t\"}", "price is neither a text nor a number")]
    public void Bad_object_is_a_fault_and_the_rest_counts(string line, string reason)
    {
        const string GoodObject = "{\"timestamp\":1,\"exchange\":\"x\",\"symbol\":\"S\",\"side\":\"buy\",\"price\":1,\"amount\":1,\"id\":\"t\"}";
        var path = _folder.Write("a.ndjson", GoodObject, line, GoodObject);

        Assert.Equal(2, FillFiles.Open([path], _faults).Count);
        Assert.Equal($"{path}:2: {reason}", Assert.Single(_faults.First).ToString());
    }

    [Fact]
    public void Header_without_a_required_column_is_a_fault_of_the_file()
    {
        var path = _folder.Write("a.csv", "timestamp,exchange,symbol,side,quantity", "1,x,S,buy,1");

        Assert.Empty(FillFiles.Open([path], _faults));
        Assert.Equal($"{path}:1: the header lacks price, id", Assert.Single(_faults.First).ToString());
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void Quoted_fields_and_other_separators_are_read(char separator)
    {
        string Row(params string[] fields) => string.Join(separator, fields);
        var path = _folder.Write(
            "a.csv",
            Row("\"timestamp\"", "exchange", "\"symbol\"", "side", "price", "amount", "id", "order_id"),
            Row("\"1000\"", "x", "\"S\"", "\"buy\"", "\"10.5\"", "1", "\"a \"\"b\"\", c; d\"", "o1"),
            "",
            Row("2000", "x", "S", "sell", "10", "1", "\"two"),
            Row("lines\"", "o2"),
            Row("3000", "x", "S", "sell", "10", "1", "t3", ""));

        var fills = FillFiles.Open([path], _faults);

        Assert.Empty(_faults.First);
        Assert.Equal([(2L, "a \"b\", c; d"), (4L, "two\nlines"), (6L, "t3")], fills.Select(read => (read.Line, read.Fill.TradeId)));
        Assert.Equal((10.5m, "o1", null), (fills[0].Fill.Price, fills[0].Fill.OrderId, fills[2].Fill.OrderId));
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_a_fault_of_its_line()
    {
        var path = _folder.Write("a.csv", Header, Good, "2000,x,S,buy,10,1,\"t2", "3000,x,S,buy,10,1,t3");

        Assert.Single(FillFiles.Open([path], _faults));
        Assert.Equal($"{path}:3: a quoted field is not closed; nothing from here to the end of the file is read", Assert.Single(_faults.First).ToString());
    }

    [Fact]
    public void A_column_given_twice_is_a_fault_of_the_file()
    {
        var path = _folder.Write("a.csv", $"{Header},Price", Good + ",11");

        Assert.Empty(FillFiles.Open([path], _faults));
        Assert.Equal($"{path}:1: the header has price twice", Assert.Single(_faults.First).ToString());
    }

    [Fact]
    public void Ids_that_are_not_utf_8_are_refused_and_do_not_become_one()
    {
        var path = Path.Combine(_folder.Root, "a.csv");
        File.WriteAllBytes(path, [.. "timestamp,exchange,symbol,side,price,amount,id\n1000,x,S,buy,10,1,t\n2000,x,S,buy,10,1,"u8, 0xff, .. "\n3000,x,S,buy,10,1,"u8, 0xfe, .. "\n"u8]);
        var objects = Path.Combine(_folder.Root, "a.ndjson");
        File.WriteAllBytes(objects, [.. "{\"timestamp\":1,\"exchange\":\"x\",\"symbol\":\"S\",\"side\":\"buy\",\"price\":1,\"amount\":1,\"id\":\""u8, 0xff, .. "\"}\n"u8]);

        Assert.Equal("t", Assert.Single(FillFiles.Open([path, objects], _faults)).Fill.TradeId);
        Assert.Equal([$"{path}:3: not UTF-8 text", $"{path}:4: not UTF-8 text", $"{objects}:1: not Unicode text"], _faults.First.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Missing_file_is_named() =>
        Assert.Equal("There is no file or directory 'none.csv'.", Assert.Throws<FileNotFoundException>(() => FillFiles.Open(["none.csv"], _faults)).Message);
}
