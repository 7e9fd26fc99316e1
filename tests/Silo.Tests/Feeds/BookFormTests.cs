using System.Text;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Messages;
using Ballast.Testing;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

/// <summary>Books from snapshots and quotes, alone and beside the changes of the same book.</summary>
public sealed class BookFormTests : IDisposable
{
    private const string Changes = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
    private const string Quotes = "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount";

    private const string Snapshots =
        "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Computed_snapshots_alone_drive_a_book_to_the_top_of_the_whole_book()
    {
        var whole = new TardisReading(Recordings.Get("normalized", "binance-futures_BTCUSDT_20240808T2354-0000.ndjson.gz"));
        var computed = new TardisReading(Recordings.Get("normalized", "binance-futures_BTCUSDT_20240808T2354-0000.computed.ndjson.gz"));

        Assert.Empty(computed.FaultTexts);
        var expected = RecordingCounts.Current.Computed;
        Assert.Equal(expected.Messages, computed.Counts.Total);
        Assert.Equal(expected.Superseded, computed.Counts.Superseded);
        Assert.InRange(Compare(whole, computed, 25), expected.LeastCompared, expected.MostCompared);
    }

    [Theory]
    [InlineData("binance-futures", "BTCUSDT")]
    [InlineData("binance-delivery", "BTCUSD_PERP")]
    public void Quotes_alone_drive_a_book_to_the_best_of_the_whole_book(string exchange, string symbol)
    {
        var whole = new TardisReading(Recordings.Get("datasets", exchange, "incremental_book_L2", "2024", "08", "08", $"{symbol}.csv.gz"));
        var best = new TardisReading(Recordings.Get("datasets", exchange, "quotes", "2024", "08", "08", $"{symbol}.csv.gz"));

        Assert.Empty(best.FaultTexts);
        var quotes = RecordingCounts.Current.Instruments[$"{exchange}/{symbol}"].Quotes!.Value;
        Assert.Equal(quotes, best.Count(exchange, symbol, "quote"));
        Assert.Equal(quotes, Compare(whole, best, 1));
    }

    [Fact]
    public void Levels_missing_in_a_row_are_absent_and_halves_are_faults()
    {
        var reading = new TardisReading(_folder.Write("a.csv", Snapshots, "x,S,1,10,101,1,100,2,,,99,3", "x,S,1,20,,,,,,,,", "x,S,1,30,101,,100,2,,,,", "x,S,1,40,101,1,0,2,,,,"));

        Assert.Equal(["4: asks[0].amount '' is not a number", "5: bids[0].price: price 0 is not positive"], reading.FaultTexts);
        Assert.Equal(
            ["x/S 1970-01-01T00:00:00.000001Z 1970-01-01T00:00:00.000010Z True b (100, 2) (99, 3) a (101, 1)", "x/S 1970-01-01T00:00:00.000001Z 1970-01-01T00:00:00.000020Z True b  a "],
            reading.Events.Cast<BookChange>().Select(Text));
    }

    [Fact]
    public void Amounts_of_quotes_come_first_for_asks_and_last_for_bids()
    {
        var reading = new TardisReading(_folder.Write("a.csv", Quotes, "x,S,1,10,5,101,100,7", "x,S,1,20,,,100,7"));

        Assert.Empty(reading.FaultTexts);
        Assert.Equal([(7.0, 100.0, 1), (7.0, 100.0, 0)], reading.Events.Cast<BookChange>().Select(change => (change.Bids[0].Amount, change.Bids[0].Price, change.Asks.Length)));
        Assert.Equal(new BookLevel(101, 5), ((BookChange)reading.Events[0]).Asks[0]);
    }

    [Fact]
    public void Book_tickers_in_the_same_columns_are_told_by_the_path_and_only_counted()
    {
        var reading = new TardisReading(_folder.Write("x/book_ticker/S.csv", Quotes, "x,S,1,10,5,101,100,7"));

        Assert.Empty(reading.Events);
        Assert.Equal(1, reading.Count("x", "S", "book_ticker"));
    }

    [Fact]
    public void Whole_books_take_over_with_their_snapshot_and_nothing_stands_in_for_them_again()
    {
        var changes = _folder.Write("changes.csv", Changes, "x,S,1,15,false,bid,90,1", "x,S,1,20,true,bid,100,1", "x,S,1,20,true,ask,101,1", "x,S,1,40,false,bid,100,2");
        var quotes = _folder.Write("quotes.csv", Quotes, "x,S,1,10,5,201,200,5", "x,S,1,30,5,301,300,5", "x,S,1,50,5,401,400,5", "x,T,1,60,5,401,400,5");

        var reading = new TardisReading(changes, quotes);

        Assert.Empty(reading.FaultTexts);
        Assert.Equal([10L, 20, 40, 60], reading.Events.Select(next => next.ReceivedAt.Micros));
        Assert.Equal(3, reading.Counts.Superseded);
    }

    [Fact]
    public void Changes_before_any_snapshot_reach_the_book_which_counts_them()
    {
        var reading = new TardisReading(_folder.Write("changes.csv", Changes, "x,S,1,15,false,bid,90,1", "x,S,1,20,true,bid,100,1"));

        Assert.Equal(2, reading.Events.Count);
        Assert.Equal(0, reading.Counts.Superseded);
    }

    [Fact]
    public void Of_snapshots_the_fresher_is_used_then_the_deeper_and_never_one_of_grouped_prices()
    {
        var decoder = new TardisMessageDecoder();
        MessageOutcome Decode(string name, int depth, int interval, string more = "") => decoder.Decode(Encoding.UTF8.GetBytes(
            $"{{\"type\":\"book_snapshot\",\"symbol\":\"S\",\"exchange\":\"x\",\"name\":\"{name}\",\"depth\":{depth},\"interval\":{interval},{more}\"bids\":[{{\"price\":1,\"amount\":1}}],\"asks\":[{{}}],\"timestamp\":\"2024-01-01T00:00:00.001Z\",\"localTimestamp\":\"2024-01-01T00:00:00.001Z\"}}")).Outcome;

        Assert.Equal(MessageOutcome.Event, Decode("book_snapshot_25_1s", 25, 1000));
        Assert.Equal(MessageOutcome.Event, Decode("quote", 1, 0));
        Assert.Equal(MessageOutcome.Unused, Decode("book_snapshot_25_1s", 25, 1000));
        Assert.Equal(MessageOutcome.Event, Decode("book_snapshot_5_0ms", 5, 0));
        Assert.Equal(MessageOutcome.Unused, Decode("quote", 1, 0));
        Assert.Equal(MessageOutcome.Unused, Decode("book_snapshot_25_grouped10_0ms", 25, 0, "\"grouping\":10,"));
        Assert.Equal(MessageOutcome.Event, Decode("book_snapshot_5_0ms", 5, 0));
        Assert.Equal(2, decoder.Superseded);
    }

    /// <summary>Holds a book of snapshots to the whole book wherever both have something at one arrival; answers how often.</summary>
    private static int Compare(TardisReading whole, TardisReading snapshots, int depth)
    {
        var (book, reduced) = (new OrderBook(), new OrderBook());
        var changes = whole.Events.OfType<BookChange>().ToArray();
        var (next, compared) = (0, 0);
        foreach (var snapshot in snapshots.Events.OfType<BookChange>())
        {
            for (; next < changes.Length && changes[next].ReceivedAt <= snapshot.ReceivedAt; next++)
            {
                book.Apply(changes[next]);
            }

            reduced.Apply(snapshot);
            if (snapshot.Bids.Length == depth && changes[next - 1].ReceivedAt == snapshot.ReceivedAt)
            {
                Assert.Equal(book.TopBids(depth), reduced.AllBids());
                Assert.Equal(book.TopAsks(depth), reduced.AllAsks());
                compared++;
            }
        }

        return compared;
    }

    private static string Text(BookChange change)
    {
        static string Levels(BookLevel[] levels) => string.Join(' ', levels.Select(level => $"({level.Price}, {level.Amount})"));
        return $"{change.Instrument} {change.VenueTime} {change.ReceivedAt} {change.IsSnapshot} b {Levels(change.Bids)} a {Levels(change.Asks)}";
    }
}
