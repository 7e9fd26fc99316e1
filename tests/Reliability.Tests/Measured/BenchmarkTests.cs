using System.Text.Json;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Measured;

/// <summary>The benchmarks of whole paths in short form: they run to their end, and what they compare is equal. How fast they are is not looked at.</summary>
public sealed class BenchmarkTests : IDisposable
{
    private const int Updates = 1_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_day_through_a_silo_leaves_the_books_that_its_events_give()
    {
        var report = await Run([], "day", "--updates", $"{Updates}", "--json");

        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        Assert.InRange(report.Number("updates"), Updates, 1.1m * Updates);
        Assert.Equal((0m, 0m, 0m), (report.Number("gaps"), report.Number("resyncs"), report.Number("unacknowledged")));
        Assert.True(report.Number("updatesPerSecond") > 0, "no speed");
    }

    [Fact]
    public async Task A_comparison_has_a_row_for_each_that_takes_part_and_says_who_does_not()
    {
        // One recording is enough to see every row.
        var name = Path.GetFileName(Recordings.Normalized[0]);
        Directory.CreateDirectory(_folder.PathOf("normalized"));
        File.Copy(Recordings.Normalized[0], _folder.PathOf($"normalized/{name}"));

        var report = await Run(
            new() { [DataFolders.RecordingsVariable] = _folder.Root }, "compare", "--seconds", "1", "--passes", "1", "--instruments", "10", "--rate", "200", "--no-tardis", "--json");

        var rows = report.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(3, rows.Count(row => row.Text("subject") == "Ballast"));
        Assert.Equal("left out", report.GetProperty("tardis").Text("error"));

        // Machines without the packages of the pipeline in Python have its reason in place of its rows.
        var isMissing = report.GetProperty("python").GetProperty("error").GetString() is { } reason && reason.Contains("apt-get install", StringComparison.Ordinal);
        Assert.Equal(isMissing ? 0 : 4, rows.Count(row => row.Text("subject") == "Python"));
        Assert.Equal(isMissing ? 0 : 3, rows.Count(row => row.GetProperty("ratio").ValueKind == JsonValueKind.Number));
    }

    private static async Task<JsonElement> Run(Dictionary<string, string> environment, params string[] arguments)
    {
        await using var process = BallastProcess.StartBenchmarks(environment, arguments);
        var ended = await process.End(Deadline, Token);
        Assert.True(ended.Code == 0, $"ended with {ended.Code}:\n{ended.Errors}\n{ended.Output}");
        return Report.Parse(ended.Output);
    }
}
