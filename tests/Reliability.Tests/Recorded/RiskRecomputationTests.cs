using System.Text.Json;
using Ballast.Reliability.Tests.Paper;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>Compares the risk of a replay with a short Python computation from the exported samples, positions and balances.</summary>
public sealed class RiskRecomputationTests(PaperReplays replays)
{
    private static readonly string[] Methods = ["historical", "normal", "ewma-normal"];
    private static readonly string[] Parts = ["exposure", "historicalShortfall", "historicalValueAtRisk", "normalValueAtRisk", "normalShortfall"];

    [Fact]
    public async Task Value_at_risk_and_shortfall_equal_an_independent_recomputation()
    {
        var (risk, recomputed) = await Read();
        var served = risk.GetProperty("methods").EnumerateArray().ToDictionary(figure => figure.Text("method"));

        foreach (var method in Methods)
        {
            Assert.True(served[method].GetProperty("observations").GetInt32() >= RecordingCounts.Current.LeastObservations);
            Assert.Equal(recomputed.GetProperty("observations").GetInt32(), served[method].GetProperty("observations").GetInt32());
            Near(recomputed.GetProperty(method), served[method], "valueAtRisk", method);
            Near(recomputed.GetProperty(method), served[method], "expectedShortfall", method);
        }

        Near(recomputed.GetProperty("historical"), risk, "valueAtRisk", "headline");
    }

    [Fact]
    public async Task Components_equal_an_independent_recomputation()
    {
        var (risk, recomputed) = await Read();
        var served = risk.GetProperty("components").EnumerateArray().ToDictionary(part => part.Text("name"));
        var expected = recomputed.GetProperty("components").EnumerateObject().ToArray();

        Assert.Equal(4, expected.Length);
        Assert.Contains("balances", served.Keys);
        Assert.Equal(expected.Select(part => part.Name).Order(StringComparer.Ordinal), served.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, part => Assert.All(Parts, name => Near(part.Value, served[part.Name], name, part.Name)));
    }

    [Fact]
    public async Task Balances_are_what_the_ledgers_earned_in_each_asset()
    {
        var report = Report.Parse((await replays.All)[0].Output).Portfolio("main");
        var exported = Exported(await File.ReadAllTextAsync(replays.RiskInputs(0), TestContext.Current.CancellationToken));

        // Added up from realised and unrealised profit, fees and funding of each ledger; the inverse contract earns in BTC.
        var earned = report.GetProperty("positions").EnumerateArray().GroupBy(position => position.Text("settle")).ToDictionary(
            group => group.Key,
            group => group.Sum(of => Amount(of, "realized") + Amount(of, "unrealized") - Amount(of, "fees") + Amount(of, "funding")));
        var balances = exported.GetProperty("inputs").GetProperty("balances").EnumerateArray().ToArray();
        Assert.Equal(["BTC", "USDT"], balances.Select(balance => balance.Text("asset")));
        Assert.All(balances, balance => Assert.Equal(earned[balance.Text("asset")], Amount(balance, "amount")));
        Assert.All(balances, balance => Assert.Equal(JsonValueKind.Null, balance.GetProperty("reason").ValueKind));

        // Python adds up the fills instead, now and up to every point that was forecast.
        var check = (await Read()).Recomputed.GetProperty("balances");
        Assert.InRange(check.GetProperty("worst").GetDouble(), 0, 1e-12);
        Assert.True(check.GetProperty("pointsWithCoins").GetInt32() > 0);

        static decimal Amount(JsonElement of, string name) => of.GetProperty(name).GetDecimal();
    }

    [Fact]
    public async Task A_backtest_equals_an_independent_recomputation()
    {
        var (risk, recomputed) = await Read();
        var (served, expected) = (risk.GetProperty("backtests").EnumerateArray().Single(test => test.Text("method") == "historical"), recomputed.GetProperty("backtest"));

        Assert.True(served.GetProperty("observations").GetInt32() > 0, $"{served}");
        Assert.Equal(expected.GetProperty("observations").GetInt32(), served.GetProperty("observations").GetInt32());
        Assert.Equal(expected.GetProperty("exceptions").GetInt32(), served.GetProperty("exceptions").GetInt32());
        Near(expected, served, "expected", "backtest");
        Near(expected, served, "z2", "backtest");

        // What then happened is computed again too, not only counted.
        var forecasts = Exported(await File.ReadAllTextAsync(replays.RiskInputs(0), TestContext.Current.CancellationToken)).GetProperty("forecasts").EnumerateArray();
        var pnl = forecasts.Where(forecast => forecast.GetProperty("pnl").ValueKind == JsonValueKind.Number
            && forecast.GetProperty("figures").EnumerateArray().Any(figure => figure.Text("method") == "historical" && figure.GetProperty("valueAtRisk").ValueKind == JsonValueKind.Number));
        var sum = pnl.Sum(forecast => forecast.GetProperty("pnl").GetDouble());
        Assert.Equal(expected.GetProperty("profit").GetDouble(), sum, 1e-6);
        foreach (var test in (string[])["frequency", "independence"])
        {
            Near(expected.GetProperty(test), served.GetProperty(test), "ratio", test);
            Near(expected.GetProperty(test), served.GetProperty(test), "pValue", test);
        }
    }

    private static JsonElement Exported(string json) =>
        Report.Parse(json).GetProperty("portfolios").EnumerateArray().Single(portfolio => portfolio.Text("portfolio") == "main");

    private static void Near(JsonElement expected, JsonElement actual, string name, string what)
    {
        var known = actual.GetProperty(name);
        Assert.True(known.ValueKind == JsonValueKind.Number, $"{what}: {name} is {known}");
        var (wanted, was) = (expected.GetProperty(name).GetDouble(), known.GetDouble());
        Assert.True(Math.Abs(was - wanted) <= 1e-9 * Math.Abs(wanted), $"{what}: {name} is {was:R}, recomputed {wanted:R}");
    }

    private async Task<(JsonElement Risk, JsonElement Recomputed)> Read()
    {
        var output = (await replays.All)[0].Output;
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Root, "report.json");
        await File.WriteAllTextAsync(file, output, TestContext.Current.CancellationToken);
        var report = Report.Parse(output);
        var recomputed = Report.Parse(await PythonProgram.Recompute("recompute_risk.py", [replays.RiskInputs(0), file], TestContext.Current.CancellationToken));
        return (report.Portfolio("main").GetProperty("risk"), recomputed.GetProperty("main"));
    }
}
