using System.Text.Json;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>The three real recordings through the real program, against a book folded here from the same files.</summary>
public sealed class RecordedBooksTests(RecordedMarket market)
{
    private const int Top = 5;

    [Theory]
    [InlineData("binance-futures/BTCUSDT")]
    [InlineData("binance-delivery/BTCUSD_PERP")]
    [InlineData("binance/BTCUSDT")]
    public async Task A_replay_applies_every_message_and_level_of_the_recording(string instrument)
    {
        var (changes, trades, levels, _) = RecordingCounts.Current.Instruments[instrument];
        var report = Report.Parse((await market.Replay(Recordings.Normalized)).Output);

        var shown = report.Instrument(instrument);
        var expected = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["book_change"] = changes, ["trade"] = trades };
        Assert.Equal(expected, market.Raw(instrument).Messages);
        Assert.Equal(expected, shown.Counts("messages"));
        Assert.Equal(expected, shown.Counts("bookMessages"));
        Assert.Equal(levels, market.Raw(instrument).Levels);
        Assert.Equal(levels, shown.GetProperty("levelsApplied").GetInt64());
        Assert.Equal(0, shown.GetProperty("ignoredBeforeSnapshot").GetInt64());
        Assert.Equal(0, shown.GetProperty("stampsReplaced").GetInt64());
    }

    [Theory]
    [InlineData("binance-futures/BTCUSDT")]
    [InlineData("binance-delivery/BTCUSD_PERP")]
    [InlineData("binance/BTCUSDT")]
    public async Task A_replay_ends_in_the_book_that_a_naive_fold_of_the_file_ends_in(string instrument)
    {
        var report = Report.Parse((await market.Replay(Recordings.Normalized)).Output);

        SameBook(market.Raw(instrument), report.Instrument(instrument));
    }

    [Theory]
    [InlineData("binance-futures/BTCUSDT")]
    [InlineData("binance-delivery/BTCUSD_PERP")]
    public async Task Csv_datasets_end_in_the_same_books_and_counts_as_normalized_messages(string instrument)
    {
        var finished = await market.Replay(Recordings.Datasets);
        var fromCsv = Report.Parse(finished.Output);
        Assert.Equal(2, fromCsv.GetProperty("instruments").GetArrayLength());

        SameBook(market.Raw(instrument), fromCsv.Instrument(instrument));
        var fromMessages = Report.Parse((await market.Replay(Recordings.Normalized)).Output);
        Assert.Equal(fromMessages.Instrument(instrument).GetRawText(), fromCsv.Instrument(instrument).GetRawText());
    }

    [Fact]
    public async Task Quotes_beside_the_changes_of_a_book_are_counted_and_leave_it_as_it_is()
    {
        const string Instrument = "binance-futures/BTCUSDT";
        var alone = Report.Parse((await market.Replay(Recordings.Datasets)).Output);
        var beside = Report.Parse((await market.Replay([.. Recordings.Datasets[2..], Recordings.Quotes])).Output);

        Assert.Equal(0, alone.GetProperty("superseded").GetInt64());
        var quotes = RecordingCounts.Current.Instruments[Instrument].Quotes!.Value;
        Assert.Equal(quotes, beside.GetProperty("superseded").GetInt64());
        Assert.Equal(quotes, beside.Instrument(Instrument).Counts("messages")["quote"]);
        foreach (var figure in new[] { "bookMessages", "levelsApplied", "mid", "bids", "asks" })
        {
            Assert.Equal(alone.Instrument(Instrument).GetProperty(figure).GetRawText(), beside.Instrument(Instrument).GetProperty(figure).GetRawText());
        }
    }

    [Fact]
    public async Task Quotes_alone_end_in_the_best_prices_of_the_book()
    {
        const string Instrument = "binance-futures/BTCUSDT";
        var shown = Report.Parse((await market.Replay([Recordings.Quotes])).Output).Instrument(Instrument);

        Assert.Equal("live", shown.Text("state"));
        Assert.Equal(market.Raw(Instrument).TopBids(1), shown.Levels("bids"));
        Assert.Equal(market.Raw(Instrument).TopAsks(1), shown.Levels("asks"));
    }

    [Fact]
    public async Task A_good_replay_ends_with_code_0_and_no_complaint_and_says_the_span_of_the_recording()
    {
        var finished = await market.Replay(Recordings.Normalized);
        Assert.Equal(0, finished.Code);
        Assert.Empty(finished.Complaints);

        var report = Report.Parse(finished.Output);
        Assert.Equal(RecordingCounts.Current.From, report.Text("from"));
        Assert.Equal(RecordingCounts.Current.To, report.Text("to"));
        Assert.Equal(RecordingCounts.Current.Messages, report.GetProperty("messages").GetInt64());
        Assert.Equal(0, report.GetProperty("faults").GetProperty("count").GetInt64());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("paperFills").ValueKind);
    }

    private static void SameBook(RawRecording raw, JsonElement shown)
    {
        Assert.Equal("live", shown.Text("state"));
        Assert.Equal(Top, shown.Levels("bids").Length);
        Assert.Equal(raw.TopBids(Top), shown.Levels("bids"));
        Assert.Equal(raw.TopAsks(Top), shown.Levels("asks"));
        Assert.Equal((double)raw.FinalMid, shown.GetProperty("mid").GetDouble(), 1e-9);
    }
}
