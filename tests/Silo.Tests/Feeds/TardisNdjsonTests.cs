using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

public sealed class TardisNdjsonTests : IDisposable
{
    private const string Common = "\"exchange\":\"x\",\"symbol\":\"S\",\"timestamp\":\"2024-01-01T00:00:00.001Z\",\"localTimestamp\":\"2024-01-01T00:00:00.000002Z\"";
    private const string Trade = "{\"type\":\"trade\"," + Common + ",\"id\":\"1\",\"price\":10.5,\"amount\":2,\"side\":\"buy\"}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("garbage", "not a JSON object (byte 0)")]
    [InlineData("{\"type\":\"trade\",\"exch", "not a JSON object (byte 21)")]
    [InlineData("[1]", "not a JSON object (byte 0)")]
    [InlineData("{\"responseText\":\"no\",\"message\":\"broken\"}", "no type")]
    [InlineData("{\"type\":\"rumour\"," + Common + "}", "unknown type 'rumour'")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"amount\":2,\"side\":\"buy\"}", "trade without price")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"price\":null,\"amount\":2,\"side\":\"buy\"}", "trade without price")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"price\":\"ten\",\"amount\":2,\"side\":\"buy\"}", "price 'ten' is not a number")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"price\":1e999,\"amount\":2,\"side\":\"buy\"}", "price '1e999' is not a number")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"price\":-1,\"amount\":2,\"side\":\"buy\"}", "price -1 is not positive")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"price\":1,\"amount\":-2,\"side\":\"buy\"}", "amount -2 is negative")]
    [InlineData("{\"type\":\"trade\"," + Common + ",\"price\":1,\"amount\":2,\"side\":\"bid\"}", "side 'bid' is not buy, sell or unknown")]
    [InlineData("{\"type\":\"trade\",\"exchange\":\"x\",\"symbol\":\"S\",\"timestamp\":\"yesterday\"}", "timestamp 'yesterday' is not a time in UTC")]
    [InlineData("{\"type\":\"trade\",\"exchange\":\"x\",\"price\":1}", "trade without symbol")]
    [InlineData("{\"type\":\"book_change\"," + Common + ",\"bids\":[],\"asks\":[]}", "book_change without isSnapshot")]
    [InlineData("{\"type\":\"book_change\"," + Common + ",\"isSnapshot\":true}", "book_change without bids or asks")]
    [InlineData("{\"type\":\"book_change\"," + Common + ",\"isSnapshot\":true,\"bids\":[{\"price\":1}]}", "a level of bids without amount")]
    [InlineData("{\"type\":\"book_snapshot\"," + Common + ",\"depth\":0,\"bids\":[],\"asks\":[]}", "depth 0 is not a whole number from 1")]
    [InlineData("{\"type\":\"book_snapshot\"," + Common + ",\"name\":\"quote\"}", "book_snapshot without bids or asks")]
    [InlineData("{\"type\":\"disconnect\",\"exchange\":\"x\"}", "disconnect without localTimestamp")]
    public void Bad_line_is_a_fault_and_the_lines_around_it_count(string line, string reason)
    {
        var path = _folder.Write("a.ndjson", Trade, line, "", Trade);

        var reading = new TardisReading(path);

        var fault = Assert.Single(reading.Faults.First);
        Assert.Equal($"{path}:2: {reason}", fault.ToString());
        Assert.Equal(2, reading.Events.Count);
    }

    [Fact]
    public void First_line_of_garbage_does_not_hide_the_others()
    {
        var reading = new TardisReading(_folder.Write("a.ndjson", "garbage", Trade));

        Assert.Equal(["1: not a JSON object (byte 0)"], reading.FaultTexts);
        Assert.Single(reading.Events);
    }

    [Fact]
    public void Unknown_type_is_counted_too()
    {
        var reading = new TardisReading(_folder.Write("a.ndjson", "{\"type\":\"rumour\"," + Common + "}"));

        Assert.Equal(1, reading.Count("x", "S", "rumour"));
    }

    [Theory]
    [InlineData("book_ticker")]
    [InlineData("option_summary")]
    [InlineData("trade_bar")]
    [InlineData("quote")]
    public void Known_type_without_use_is_counted_without_a_fault(string type)
    {
        var reading = new TardisReading(_folder.Write("a.ndjson", $"{{\"bids\":[{{}},{{\"price\":1}}],\"type\":\"{type}\",{Common}}}"));

        Assert.Empty(reading.FaultTexts);
        Assert.Empty(reading.Events);
        Assert.Equal(1, reading.Count("x", "S", type));
    }

    [Fact]
    public void Members_come_in_any_order_with_unknown_null_and_empty_ones()
    {
        var reading = new TardisReading(_folder.Write(
            "a.ndjson",
            "{\"asks\":[{},{\"note\":[1],\"amount\":3,\"price\":11}],\"later\":{\"bids\":[1]},\"bids\":null,\"isSnapshot\":false," + Common + ",\"type\":\"book_change\"}"));

        Assert.Empty(reading.FaultTexts);
        var change = Assert.IsType<BookChange>(Assert.Single(reading.Events));
        Assert.Equal([new BookLevel(11, 3)], change.Asks);
        Assert.Empty(change.Bids);
        Assert.Equal("2024-01-01T00:00:00.001000Z", change.VenueTime.ToString());
        Assert.Equal("2024-01-01T00:00:00.000002Z", change.ReceivedAt.ToString());
    }

    [Fact]
    public void Arrival_that_steps_back_takes_the_one_before_it_and_is_counted()
    {
        var earlier = Trade.Replace("00.000002Z", "00.000001Z", StringComparison.Ordinal);

        var reading = new TardisReading(_folder.Write("a.ndjson", Trade, earlier));

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(1, reading.Counts.StepsBack);
        Assert.Equal(reading.Events[0].ReceivedAt, reading.Events[1].ReceivedAt);
    }

    [Fact]
    public void Cut_gzip_is_one_fault_and_everything_before_it_counts()
    {
        // Ids that do not compress leave the cut in the middle of the lines.
        var random = new Random(7);
        var lines = Enumerable.Range(0, 5_000)
            .Select(i => Trade.Replace("\"1\"", $"\"{i}-{random.NextInt64():x}{random.NextInt64():x}\"", StringComparison.Ordinal));
        var path = _folder.WriteGzip("a.ndjson.gz", string.Join('\n', lines) + "\n", keep: 0.5);

        var reading = new TardisReading(path);

        var fault = Assert.Single(reading.Faults.First);
        Assert.Equal((path, "gzip is truncated or damaged"), (fault.File, fault.Reason));
        Assert.InRange(reading.Events.Count, 2_000, 3_000);
        Assert.InRange(fault.Line, reading.Events.Count, reading.Events.Count + 1);
        Assert.Equal($"{reading.Events.Count - 1}-", ((Trade)reading.Events[^1]).TradeId![..5]);
    }

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end()
    {
        var (first, second) = (_folder.WriteGzip("a", Trade + "\n"), _folder.WriteGzip("b", Trade));
        var path = _folder.PathOf("c.ndjson.gz");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)]);

        var reading = new TardisReading(path);

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(2, reading.Events.Count);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_member_that_does_not_begin_as_gzip_is_not_left_out_in_silence(int from, int faults)
    {
        // What does not compress makes the second member longer than what a decompressor reads ahead.
        var random = new Random(7);
        var more = Enumerable.Range(0, 2_000).Select(i => Trade.Replace("\"1\"", $"\"{i}-{random.NextInt64():x}{random.NextInt64():x}\"", StringComparison.Ordinal));
        var (first, second) = (_folder.WriteGzip("a", Trade + "\n"), _folder.WriteGzip("b", string.Join('\n', more)));
        var path = _folder.PathOf("c.ndjson.gz");
        byte[] start = [0];
        File.WriteAllBytes(path, [.. File.ReadAllBytes(first), .. start[from..], .. File.ReadAllBytes(second), .. new byte[20_000]]);

        var reading = new TardisReading(path);

        Assert.Equal(faults == 0 ? [] : [$"{path}:1: gzip is damaged: what follows here is not gzip"], reading.Faults.First.Select(fault => fault.ToString()));
        Assert.Equal(faults == 0 ? 2_001 : 1, reading.Events.Count);
    }

    [Fact]
    public void Gzip_is_told_by_content_not_by_name()
    {
        Assert.Single(new TardisReading(_folder.WriteGzip("a.ndjson", Trade)).Events);
        Assert.Single(new TardisReading(_folder.Write("b.ndjson.gz", Trade)).Events);
    }

    [Fact]
    public void Line_over_16_MiB_is_skipped_with_a_fault()
    {
        var reading = new TardisReading(_folder.Write("a.ndjson", Trade, new string(' ', 40 * 1024 * 1024), Trade));

        Assert.Equal(["2: line is longer than 16777216 bytes"], reading.FaultTexts);
        Assert.Equal(2, reading.Events.Count);
    }

    [Fact]
    public void Last_line_needs_no_newline_and_lines_may_end_in_crlf()
    {
        var path = _folder.PathOf("a.ndjson");
        File.WriteAllText(path, "\uFEFF" + Trade + "\r\n" + Trade);

        var reading = new TardisReading(path);

        Assert.Empty(reading.FaultTexts);
        Assert.Equal(2, reading.Events.Count);
    }
}
