using System.Text.Json;
using Ballast.Reliability.Tests.Paper;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>A recording that is longer than the window: its forecasts are made at its end, of samples that books have long let go.</summary>
public sealed class LongReplayForecastTests(PaperReplays replays)
{
    private const int Window = 110;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_forecast_has_the_samples_of_its_own_time()
    {
        await replays.All;
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Root, "inputs.json");
        await using var replay = BallastProcess.Start(
            new Dictionary<string, string> { ["Risk__Window"] = $"{Window}" },
            ["replay", .. Recordings.Normalized, "--paper-maker", "--risk-grid", "1s", "--report", "json", "--risk-inputs", file]);
        var finished = await replay.End(Eventually.Patience, Token);
        Assert.Equal(0, finished.Code);

        // The same replay with a window that holds all of it says how many there are.
        var all = await Observations(replays.RiskInputs(0));
        Assert.True(all.Count(forecast => forecast.Count > Window) > Window);
        Assert.Equal(all.Select(forecast => (forecast.At, Math.Min(forecast.Count, Window))), await Observations(file));
    }

    private static async Task<(long At, int Count)[]> Observations(string file)
    {
        using var export = JsonDocument.Parse(await File.ReadAllBytesAsync(file, Token));
        var main = export.RootElement.GetProperty("portfolios").EnumerateArray().Single(portfolio => portfolio.Text("portfolio") == "main");
        return [.. main.GetProperty("forecasts").EnumerateArray().Select(forecast => (forecast.Micros("at"), forecast.GetProperty("observations").GetInt32()))];
    }
}
