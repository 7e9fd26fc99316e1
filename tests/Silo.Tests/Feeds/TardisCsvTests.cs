using Ballast.Domain.MarketData.Events;
using Ballast.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

public sealed class TardisCsvTests : IDisposable
{
    private const string BookHeader = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
    private const string TradeHeader = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_group_by_local_time_and_each_snapshot_is_its_own()
    {
        var reading = new TardisReading(_folder.Write(
            "a.csv", BookHeader,
            "x,S,1,10,true,ask,101,1", "x,S,1,10,true,bid,100,1",
            "x,S,1,20,true,bid,99,1",
            "x,S,1,30,false,bid,98,1", "x,S,1,30,false,ask,102,0",
            "x,S,1,30,true,ask,103,1"));

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(
            [(10L, true, 1, 1), (20L, true, 1, 0), (30L, false, 1, 1), (30L, true, 0, 1)],
            reading.Events.Cast<BookChange>().Select(change => (change.ReceivedAt.Micros, change.IsSnapshot, change.Bids.Length, change.Asks.Length)));
    }

    [Fact]
    public void Columns_are_found_by_name()
    {
        var reading = new TardisReading(_folder.Write("a.csv", "amount,price,side,id,note,local_timestamp,timestamp,symbol,exchange", "2,10.5,sell,,n,5,4,S,x"));

        var trade = Assert.IsType<Trade>(Assert.Single(reading.Events));
        Assert.Equal(("x/S", 10.5, 2.0, TakerSide.Sell, null), (trade.Instrument.ToString(), trade.Price, trade.Amount, trade.Taker, trade.TradeId));
        Assert.Equal((4L, 5L), (trade.VenueTime.Micros, trade.ReceivedAt.Micros));
    }

    [Fact]
    public void Empty_ticker_fields_are_absent()
    {
        var reading = new TardisReading(_folder.Write(
            "a.csv",
            "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price",
            "x,S,4,5,,,,7,,,8.5"));

        var ticker = Assert.IsType<DerivativeTicker>(Assert.Single(reading.Events));
        Assert.Equal((null, null, 7.0, null, 8.5), (ticker.FundingTime, ticker.FundingRate, ticker.OpenInterest, ticker.LastPrice, ticker.MarkPrice));
    }

    [Theory]
    [InlineData("x,S,1,10,true,ask,101", "7 columns where the header has 8")]
    [InlineData("x,S,1,10,true,ask,abc,1", "price 'abc' is not a number")]
    [InlineData("x,S,1,10,true,ask,NaN,1", "price 'NaN' is not a number")]
    [InlineData("x,S,1,10,true,ask,101,", "amount '' is not a number")]
    [InlineData("x,S,1,10,true,ask,101,-1", "amount -1 is negative")]
    [InlineData("x,S,1,10,true,buy,101,1", "side 'buy' is not bid or ask")]
    [InlineData("x,S,1,10,yes,ask,101,1", "is_snapshot 'yes' is not true or false")]
    [InlineData("x,S,now,10,true,ask,101,1", "timestamp 'now' is not a number of microseconds")]
    [InlineData("x,S,1,,true,ask,101,1", "local_timestamp '' is not a number of microseconds")]
    [InlineData(",S,1,10,true,ask,101,1", "no exchange")]
    public void Bad_row_is_a_fault_and_does_not_split_its_group(string row, string reason)
    {
        var path = _folder.Write("a.csv", BookHeader, "x,S,1,10,true,ask,101,1", row, "x,S,1,10,true,bid,100,1");

        var reading = new TardisReading(path);

        Assert.Equal($"{path}:3: {reason}", Assert.Single(reading.Faults.First).ToString());
        var change = Assert.IsType<BookChange>(Assert.Single(reading.Events));
        Assert.Equal((1, 1), (change.Bids.Length, change.Asks.Length));
    }

    [Fact]
    public void Unknown_header_and_empty_file_are_faults_of_the_file()
    {
        var unknown = _folder.Write("a.csv", "time,price", "1,2");
        var empty = _folder.Write("b.csv");

        var reading = new TardisReading(unknown, empty);

        Assert.Equal([$"{unknown}:1: unknown header 'time,price'", $"{empty}: the file is empty"], reading.Faults.First.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Equal_arrivals_keep_the_order_of_files_then_of_rows()
    {
        var first = _folder.Write("b.csv", TradeHeader, "x,S,1,10,b1,buy,1,1", "x,S,1,10,b2,buy,1,1", "x,S,1,30,b3,buy,1,1");
        var second = _folder.Write("a.csv", TradeHeader, "x,S,1,5,a1,buy,1,1", "x,S,1,10,a2,buy,1,1", "x,S,1,20,a3,buy,1,1");

        string[] Order(params string[] paths) => [.. new TardisReading(paths).Events.Cast<Trade>().Select(trade => trade.TradeId!)];

        Assert.Equal(["a1", "b1", "b2", "a2", "a3", "b3"], Order(first, second));
        Assert.Equal(["a1", "a2", "b1", "b2", "a3", "b3"], Order(_folder.Root));
        Assert.Equal(["a1", "a2", "b1", "b2", "a3", "b3"], Order(_folder.Root, first));
    }

    [Fact]
    public void Missing_path_and_empty_directory_are_named_before_anything_is_read()
    {
        var good = _folder.Write("a.csv", TradeHeader, "x,S,1,10,b1,buy,1,1");
        var missing = _folder.PathOf("none.csv");
        var empty = Directory.CreateDirectory(_folder.PathOf("empty")).FullName;

        Assert.Equal($"There is no file or directory '{missing}'.", Assert.Throws<FileNotFoundException>(() => new TardisReading(good, missing)).Message);
        Assert.StartsWith($"Directory '{empty}' holds no *.ndjson,", Assert.Throws<FileNotFoundException>(() => new TardisReading(good, empty)).Message, StringComparison.Ordinal);
    }
}
