using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>A replay whose forecasts take much longer than a call of a grain may, which is 30 s.</summary>
public sealed class SlowForecastTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(9);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_report_comes_however_long_forecasts_take()
    {
        var fills = _folder.Write(
            "fills.csv",
            "timestamp,exchange,symbol,side,price,amount,id",
            "2024-08-08T23:54:40Z,binance-futures,BTCUSDT,buy,61800,0.3,1",
            "2024-08-08T23:54:41Z,binance,BTCUSDT,buy,61800,0.3,2");

        // About 80 forecasts, each with new paths; on a machine of the day they take a minute in all.
        await using var replay = BallastProcess.Start(
            new Dictionary<string, string> { ["Risk__Paths"] = "600000", ["Risk__RefitEvery"] = "1" },
            ["replay", .. Recordings.Until(_folder, "2024-08-08T23:56:00"), "--fills", fills, "--risk-grid", "1s", "--report", "json"]);
        var finished = await replay.End(Deadline, Token);

        Assert.True(finished.Code == 0, finished.Errors);
        var backtests = Report.Parse(finished.Output).Portfolio("main").GetProperty("risk").GetProperty("backtests").EnumerateArray().ToArray();
        Assert.Contains(backtests, test => test.Text("method") == "monte-carlo" && test.GetProperty("observations").GetInt32() > 0);
    }
}
