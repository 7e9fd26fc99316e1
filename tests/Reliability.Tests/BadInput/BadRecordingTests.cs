using System.IO.Compression;
using System.Text.Json;
using Ballast.Reliability.Tests.Recorded;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.BadInput;

/// <summary>A recording that is partly unusable: the fault is named by file and line, and the good messages around it count.</summary>
public sealed class BadRecordingTests : IDisposable
{
    private const int Length = 800;
    private const int BadLine = 501;

    private static readonly Lazy<IReadOnlyList<string>> Good = new(() => Recordings.Lines(Recordings.Normalized[0], Length));

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_line_of_garbage_is_named_and_the_lines_around_it_count()
    {
        var path = _folder.WriteGzip("garbage.ndjson.gz", With("<html>502 Bad Gateway</html>"));

        var report = await Replay(path, $"{path}:{BadLine}: not a JSON object (byte 0)");

        CountsAll(report, Good.Value);
    }

    [Fact]
    public async Task A_message_cut_in_the_middle_is_named_and_the_lines_around_it_count()
    {
        var path = _folder.Write("cut.ndjson", With(Good.Value[BadLine][..40]));

        var report = await Replay(path, $"{path}:{BadLine}: not a JSON object (byte 40)");

        CountsAll(report, Good.Value);
    }

    [Fact]
    public async Task A_message_of_a_type_that_tardis_does_not_send_is_named_counted_and_left_out()
    {
        var path = _folder.Write("type.ndjson", With(
            """{"type":"mystery","exchange":"binance","symbol":"BTCUSDT","timestamp":"2024-08-08T23:54:20.000Z","localTimestamp":"2024-08-08T23:54:20.000Z"}"""));

        var report = await Replay(path, $"{path}:{BadLine}: unknown type 'mystery'");

        CountsAll(report, Good.Value, unused: 1);
    }

    [Fact]
    public async Task A_trade_without_a_price_is_named_and_the_lines_around_it_count()
    {
        var path = _folder.Write("price.ndjson", With(
            """{"type":"trade","exchange":"binance","symbol":"BTCUSDT","id":"1","amount":1,"side":"buy","timestamp":"2024-08-08T23:54:20.000Z","localTimestamp":"2024-08-08T23:54:20.000Z"}"""));

        var report = await Replay(path, $"{path}:{BadLine}: trade without price");

        CountsAll(report, Good.Value);
    }

    [Fact]
    public async Task A_gzip_file_that_breaks_off_is_named_and_what_came_before_counts()
    {
        var path = _folder.WriteGzip("cut.ndjson.gz", Good.Value, keep: 0.7);
        var (whole, last) = Readable(path);
        Assert.InRange(whole, 100, Length - 1);

        var report = await Replay(path, $"{path}:{last}: gzip is truncated or damaged");

        CountsAll(report, [.. Good.Value.Take(whole)]);
    }

    [Fact]
    public async Task Several_bad_lines_are_each_named_in_their_order()
    {
        var path = _folder.Write("several.ndjson", ["nonsense", .. With("[]"), "{"]);

        var report = await Replay(
            path,
            $"{path}:1: not a JSON object (byte 1)",
            $"{path}:{BadLine + 1}: not a JSON object (byte 0)",
            $"{path}:{Length + 3}: not a JSON object (byte 1)");

        CountsAll(report, Good.Value, faults: 3);
    }

    private static IEnumerable<string> With(string line) => [.. Good.Value.Take(BadLine - 1), line, .. Good.Value.Skip(BadLine - 1)];

    /// <summary>Whole lines of a gzip file that breaks off, and the number of the line it breaks off in.</summary>
    private static (int Whole, int Last) Readable(string path)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        {
            Assert.Throws<InvalidDataException>(() => gzip.CopyTo(content, bufferSize: 1));
        }

        var text = content.ToArray();
        var whole = text.Count(b => b == '\n');
        return (whole, text[^1] == '\n' ? whole : whole + 1);
    }

    private static async Task<JsonElement> Replay(string path, params string[] faults)
    {
        var finished = await BallastProcess.ToEnd(["replay", path, "--report", "json"], Token);

        Assert.Equal(faults.Select(fault => $"ballast: {fault}"), finished.Complaints);
        Assert.Equal(3, finished.Code);
        return Report.Parse(finished.Output);
    }

    private static void CountsAll(JsonElement report, IReadOnlyList<string> good, int unused = 0, int faults = 1)
    {
        var raw = RawRecording.Of(good);
        var shown = report.Instrument(raw.Instrument);
        Assert.Equal(faults, report.GetProperty("faults").GetProperty("count").GetInt32());
        Assert.Equal(faults, report.GetProperty("faults").GetProperty("first").GetArrayLength());
        Assert.Equal(good.Count + unused, report.GetProperty("messages").GetInt64());
        Assert.Equal(raw.Messages, shown.Counts("bookMessages"));
        Assert.Equal(raw.Levels, shown.GetProperty("levelsApplied").GetInt64());
        Assert.Equal("live", shown.Text("state"));
        Assert.Equal(raw.TopBids(5), shown.Levels("bids"));
        Assert.Equal(raw.TopAsks(5), shown.Levels("asks"));
    }
}
