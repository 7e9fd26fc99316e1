using System.Text.Json;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Measuring;

/// <summary>The benchmarks of the tick path run to their end and lose nothing. How fast they are is not looked at.</summary>
public sealed class LoadCommandTests
{
    private static readonly string[] Short = ["--seconds", "1", "--warm-up", "1", "--json"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("socket", "--feed", "socket")]
    [InlineData("memory", "--feed", "memory", "--ceiling", "--stages")]
    [InlineData("in-process", "--in-process", "--gateway")]
    public async Task Load_sees_every_tick(string feed, params string[] options)
    {
        var row = await Run(["load", "--rate", "300", "--instruments", "3", .. Short, .. options]);

        AssertWhole(row);
        Assert.Equal(feed, row.GetProperty("feed").GetString());
        Assert.True(row.GetProperty("cpuMicrosPerMessage").GetDouble() > 0);
        Assert.True(row.GetProperty("p99Ms").GetDouble() >= row.GetProperty("p50Ms").GetDouble());
        Assert.Equal(options.Contains("--ceiling"), row.GetProperty("ceilingP99Ms").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Load_stamps_every_stage_in_its_order()
    {
        var row = await Run(["load", "--rate", "300", "--instruments", "3", "--feed", "memory", "--stages", .. Short]);

        var stages = row.GetProperty("stages").EnumerateArray().ToArray();
        Assert.Equal(
            ["publish", "queue", "book", "inventory", "outbox", "portfolio", "watcher"],
            stages.Select(stage => stage.GetProperty("stage").GetString()));
        Assert.All(stages, stage => Assert.True(stage.GetProperty("p50Ms").GetDouble() >= 0));
    }

    [Fact]
    public async Task A_search_ends_at_the_highest_rate_that_it_may_try()
    {
        var found = await Run(["load", "--rate", "150", "--instruments", "3", "--feed", "memory", "--find", "60000", "--most", "300", .. Short]);

        Assert.Equal([150, 300], found.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("rate").GetInt32()));
        Assert.Equal(300, found.GetProperty("highest").GetProperty("rate").GetInt32());
        AssertWhole(found.GetProperty("highest"));
    }

    [Fact]
    public async Task Growth_measures_all_its_parts()
    {
        var report = await Run(
            ["growth", "--rate", "200", "--instruments", "10", "--portfolios", "10", "--silos", "2", "--levels", "20", "--fills", "100", .. Short]);

        foreach (var (part, rows) in new Dictionary<string, int> { ["instruments"] = 1, ["portfolios"] = 2, ["silos"] = 2 })
        {
            var measured = report.GetProperty(part).EnumerateArray().ToArray();
            Assert.Equal(rows, measured.Length);
            Assert.All(measured, row => AssertWhole(row.GetProperty("run")));
        }

        Assert.Equal(["book", "book and inventory"], report.GetProperty("memory").EnumerateArray().Select(row => row.GetProperty("with").GetString()));
        Assert.Equal(["kill", "stop"], report.GetProperty("startUp").EnumerateArray().Select(row => row.GetProperty("after").GetString()));
    }

    private static async Task<JsonElement> Run(IEnumerable<string> arguments)
    {
        await using var process = BallastProcess.StartProject("Ballast.Benchmarks", arguments);
        var finished = await process.End(Eventually.Patience, Token);
        Assert.True(finished.Code == 0, $"It ended with {finished.Code}: {finished.Output}\n{finished.Errors}");
        return JsonElement.Parse(finished.Output);
    }

    private static void AssertWhole(JsonElement row)
    {
        Assert.Equal(0, row.GetProperty("unseen").GetInt64());
        Assert.Equal(0, row.GetProperty("lost").GetInt64());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("fault").ValueKind);
    }
}
