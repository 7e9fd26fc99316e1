using Ballast.Domain.MarketData.Events;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

public sealed class TardisRecordingTests
{
    [Theory]
    [InlineData("binance-futures", "BTCUSDT")]
    [InlineData("binance-delivery", "BTCUSD_PERP")]
    [InlineData("binance", "BTCUSDT")]
    public void Normalized_recording_has_the_documented_counts(string exchange, string symbol)
    {
        var (changes, trades) = (Counts(exchange, symbol).BookChanges, Counts(exchange, symbol).Trades);
        var reading = new TardisReading(Normalized(exchange, symbol));

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(changes, reading.Events.OfType<BookChange>().Count());
        Assert.Equal(trades, reading.Events.OfType<Trade>().Count());
        Assert.Equal(changes, reading.Count(exchange, symbol, "book_change"));
        Assert.Equal(trades, reading.Count(exchange, symbol, "trade"));
        Assert.Equal(changes + trades, reading.Counts.Total);
        Assert.Equal(0, reading.Counts.StepsBack);
    }

    [Theory]
    [InlineData("binance-futures", "BTCUSDT")]
    [InlineData("binance-delivery", "BTCUSD_PERP")]
    public void Csv_datasets_give_the_same_events_as_ndjson(string exchange, string symbol)
    {
        var ndjson = new TardisReading(Normalized(exchange, symbol));
        var books = new TardisReading(Dataset(exchange, "incremental_book_L2", symbol));
        var trades = new TardisReading(Dataset(exchange, "trades", symbol));

        Assert.Empty(books.FaultTexts);
        Assert.Empty(trades.FaultTexts);
        Assert.Equal(Counts(exchange, symbol).Levels, books.Events.Cast<BookChange>().Sum(change => change.Bids.Length + change.Asks.Length));
        Assert.Equal(ndjson.Events.OfType<BookChange>().Select(TardisReading.Describe), books.Events.Select(TardisReading.Describe));
        Assert.Equal(ndjson.Events.OfType<Trade>(), trades.Events.Cast<Trade>());
        Assert.Equal(ndjson.Count(exchange, symbol, "book_change"), books.Counts.Total);
    }

    [Fact]
    public void Bitmex_feed_brings_its_disconnect_tickers_and_liquidations()
    {
        var reading = new TardisReading(Recordings.Get("synthetic", "synthetic_bitmex_XBTUSD.ndjson.gz"));

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(18_214, reading.Counts.Total);
        Assert.Equal(13_065, reading.Events.OfType<BookChange>().Count());
        Assert.Equal(43, reading.Events.OfType<Liquidation>().Count());
        Assert.Equal(777, reading.Count("bitmex", "XBTUSD", "book_snapshot"));
        Assert.Equal(1, reading.Count("bitmex", "", "disconnect"));
        var lost = Assert.Single(reading.Events.OfType<Disconnect>());
        Assert.Equal("bitmex/", lost.Instrument.ToString());
        Assert.Equal("2024-08-08T23:56:59.989288Z", lost.ReceivedAt.ToString());
        Assert.Equal(lost.ReceivedAt, lost.VenueTime);
        var tickers = reading.Events.OfType<DerivativeTicker>().ToList();
        Assert.Equal(2_165, tickers.Count);
        Assert.Equal(0.0001, tickers[0].FundingRate);
        Assert.Equal("2024-08-09T04:00:00.000000Z", tickers[0].FundingTime.ToString());
        Assert.Equal(60_000.1921683345, tickers[1].MarkPrice);
    }

    [Fact]
    public void Bitmex_datasets_give_the_same_tickers_and_liquidations_as_ndjson()
    {
        var ndjson = new TardisReading(Recordings.Get("synthetic", "synthetic_bitmex_XBTUSD.ndjson.gz"));
        var tickers = new TardisReading(Dataset("bitmex", "derivative_ticker", "XBTUSD"));
        var liquidations = new TardisReading(Dataset("bitmex", "liquidations", "XBTUSD"));

        Assert.Equal(ndjson.Events.OfType<DerivativeTicker>(), tickers.Events.Cast<DerivativeTicker>());
        Assert.Equal(ndjson.Events.OfType<Liquidation>(), liquidations.Events.Cast<Liquidation>());
    }

    [Fact]
    public void Several_recordings_merge_by_arrival_and_keep_their_own_order()
    {
        var files = new[] { Normalized("binance-futures", "BTCUSDT"), Normalized("binance", "BTCUSDT"), Normalized("binance-delivery", "BTCUSD_PERP") };
        var merged = new TardisReading(files).Events;

        Assert.Equal(RecordingCounts.Current.Messages, merged.Count);
        Assert.All(merged.Zip(merged.Skip(1)), pair => Assert.True(pair.First.ReceivedAt <= pair.Second.ReceivedAt));
        foreach (var file in files)
        {
            var alone = new TardisReading(file).Events;
            var among = merged.Where(next => next.Instrument == alone[0].Instrument);
            Assert.Equal(alone.Select(TardisReading.Describe), among.Select(TardisReading.Describe));
        }
    }

    [Fact]
    public void Published_files_are_read_and_the_deeper_snapshots_used()
    {
        var reading = new TardisReading(Recordings.Get("csv-real"));

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(10, reading.Count("bitmex", "XBTUSD", "trade"));
        Assert.Equal(20, reading.Count("binance-futures", "BTCUSDT", "book_snapshot"));
        Assert.Equal(10, reading.Counts.Superseded);
        var books = reading.Events.OfType<BookChange>().ToLookup(change => change.Instrument.Symbol);
        var whole = Assert.Single(books["BTC-PERPETUAL"]);
        Assert.True(whole.IsSnapshot);
        Assert.Equal(15, whole.Bids.Length + whole.Asks.Length);
        Assert.Equal(10, books["BTCUSDT"].Count());
        Assert.All(books["BTCUSDT"], change => Assert.Equal((true, 25, 25), (change.IsSnapshot, change.Bids.Length, change.Asks.Length)));
        Assert.Equal(new BookLevel(RecordingCounts.Current.FirstSnapshotAsk, 1), books["BTCUSDT"].First().Asks[0] with { Amount = 1 });
    }

    private static InstrumentCounts Counts(string exchange, string symbol) => RecordingCounts.Current.Instruments[$"{exchange}/{symbol}"];

    private static string Normalized(string exchange, string symbol) =>
        Recordings.Get("normalized", $"{exchange}_{symbol}_20240808T2354-0000.ndjson.gz");

    private static string Dataset(string exchange, string type, string symbol) =>
        Recordings.Get("datasets", exchange, type, "2024", "08", "08", $"{symbol}.csv.gz");
}
