using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Samples;

/// <summary>The samples commands of the real program, on stores of its own.</summary>
public sealed class SamplesCommandTests : IDisposable
{
    private const string Linear = "binance-futures/BTCUSDT";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _other = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backfill_stores_what_a_replay_stores_and_a_second_one_keeps_it()
    {
        var first = await Run(0, ["samples", "backfill", Recordings.Normalized[2], "--risk-grid", "1s", "--data", _folder.Root]);
        var samples = RecordingCounts.Current.Samples;
        Assert.Matches($"^binance-futures/BTCUSDT  2024-08-08T23:54:.*Z  2024-08-0[89]T.*Z  {samples} stored, 0 kept, 0 missing\n$", first.Output);
        var again = await Run(0, ["samples", "backfill", Recordings.Normalized[2], "--risk-grid", "1s", "--data", _folder.Root]);
        Assert.Matches($" 0 stored, {samples} kept, 0 missing", again.Output);
        await Run(0, ["replay", Recordings.Normalized[2], "--risk-grid", "1s", "--data", _other.Root, "--report", "json"]);

        var backfilled = await Show(_folder, "--form", "ndjson");
        Assert.Equal(backfilled, await Show(_other, "--form", "ndjson"));
        Assert.StartsWith("""{"time":"2024-08-08T23:54:""", backfilled, StringComparison.Ordinal);
        await Run(0, ["replay", Recordings.Normalized[2], "--risk-grid", "1s", "--data", _other.Root, "--report", "json"]);
        Assert.Equal(backfilled, await Show(_other, "--form", "ndjson"));

        var some = (await Show(_folder, "--form", "csv", "--from", "2024-08-08T23:55:00Z", "--to", "2024-08-08T23:55:09Z")).Split('\n');
        Assert.Equal(("time,mid", 12), (some[0], some.Length));
        Assert.StartsWith("2024-08-08T23:55:00.000000Z,", some[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_arguments_are_told_by_name_and_value()
    {
        await Wrong("There is no file or directory", "samples", "backfill", "sim-futures/BTCUSDT", "--data", _folder.Root);
        await Wrong("--to '2024' is not a day", "samples", "backfill", Linear, "--date", "2024-08-01", "--to", "2024");
        await Wrong("--to 2024-07-01 must not be before --date 2024-08-01", "samples", "backfill", Linear, "--date", "2024-08-01", "--to", "2024-07-01");
        await Wrong("--to 2024-08-02 is the last day of a period", "samples", "backfill", Linear, "--to", "2024-08-02");
        await Wrong("--risk-grid 'often' is not a duration", "samples", "backfill", Recordings.Normalized[2], "--risk-grid", "often");
        await Wrong("Risk:Grid is 00:00:00.0010000; it must be from 100 ms", "samples", "show", Linear, "--risk-grid", "1ms");
        await Wrong("'BTCUSDT' is not an instrument", "samples", "show", "BTCUSDT");
        await Wrong("--from 'noon' is not a time", "samples", "show", Linear, "--from", "noon");
        await Wrong("is after --to", "samples", "show", Linear, "--from", "2024-08-02", "--to", "2024-08-01");
        await Wrong("There is no store in", "samples", "show", Linear, "--data", Path.Combine(_folder.Root, "nowhere"));
        await Wrong("The store has no samples of binance-futures/BTCUSDT on a grid of 00:01:00", "samples", "show", Linear, "--data", _folder.Root);

        await using var few = BallastProcess.Start(new Dictionary<string, string> { ["Risk__SamplesKept"] = "5" }, "samples", "show", Linear, "--data", _folder.Root);
        var refused = await few.End(Eventually.Patience, Token);
        Assert.Equal(2, refused.Code);
        Assert.Contains("Risk:SamplesKept is 5; it must be at least Risk:Window + Risk:Steps, 1001.", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task<Finished> Run(int code, string[] arguments)
    {
        var finished = await BallastProcess.ToEnd(arguments, Token);
        Assert.True(finished.Code == code, $"{string.Join(' ', arguments)} ended with {finished.Code}:\n{finished.Output}{finished.Errors}");
        return finished;
    }

    private static async Task Wrong(string says, params string[] arguments)
    {
        var finished = await BallastProcess.ToEnd(arguments, Token);
        Assert.True(finished.Code == 2, $"{string.Join(' ', arguments)} ended with {finished.Code}:\n{finished.Output}{finished.Errors}");
        Assert.Contains(says, finished.Errors, StringComparison.Ordinal);
        Assert.Equal("", finished.Output);
    }

    private static async Task<string> Show(TemporaryFolder store, params string[] arguments) =>
        (await Run(0, ["samples", "show", Linear, "--risk-grid", "1s", "--data", store.Root, .. arguments])).Output;
}
