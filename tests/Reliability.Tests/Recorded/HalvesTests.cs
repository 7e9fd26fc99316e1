using System.Globalization;
using System.Text.Json;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>
/// The recordings in two halves, the second of which has no snapshot of any book, replayed one after the other on one store: compared with the whole in one replay, and
/// with a computation in another language from the same files.
/// </summary>
public sealed class HalvesTests : IDisposable
{
    private const string Cut = "2024-08-08T23:56:10.4";
    private const string Header = "timestamp,exchange,symbol,side,price,amount,id,account,portfolio,fee,fee_asset";

    private static readonly string[] Instruments = ["binance/BTCUSDT", "binance-delivery/BTCUSD_PERP", "binance-futures/BTCUSDT"];

    /// <summary>The venues' clocks are 1.25 s ahead of the recorder's, so that the cut is at 23:56:11.65 there; three fills are in the second before it.</summary>
    private static readonly string[] Before =
    [
        "2024-08-08T23:55:20.000Z,binance,BTCUSDT,buy,61800,0.3,s1,a1,desk,0.0001,BTC",
        "2024-08-08T23:55:21.000Z,binance-futures,BTCUSDT,sell,61850,1,f1,a1,desk,1.5,USDT",
        "2024-08-08T23:55:30.500Z,binance-delivery,BTCUSD_PERP,buy,61700,100,d1,a1,desk,,",
        "2024-08-08T23:56:11.400Z,binance-futures,BTCUSDT,buy,61750,0.4,f2,a1,desk,,",
        "2024-08-08T23:56:11.630Z,binance,BTCUSDT,sell,61720,0.1,s2,a1,desk,,",
        "2024-08-08T23:56:11.640Z,binance-delivery,BTCUSD_PERP,sell,61700,30,d2,a1,desk,,",
    ];

    private static readonly string[] After =
    [
        "2024-08-08T23:56:12.100Z,binance-futures,BTCUSDT,buy,61740,0.2,f3,a1,desk,0.2,USDT",
        "2024-08-08T23:57:05.000Z,binance,BTCUSDT,buy,61700,0.05,s3,a1,desk,,",
    ];

    private readonly Dictionary<string, string> _settings = [];
    private readonly TemporaryFolder _first = new();
    private readonly TemporaryFolder _second = new();
    private readonly TemporaryFolder _whole = new();
    private readonly TemporaryFolder _parts = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var folder in (TemporaryFolder[])[_first, _second, _whole, _parts])
        {
            folder.Dispose();
        }
    }

    /// <param name="window">
    /// Window of the books' statistics. The second half begins with what the first stored: everything that arrived in the longest of these windows, or, when they are short, a
    /// snapshot of each book and what arrived in the last 15 s.
    /// </param>
    [Theory]
    [InlineData("00:05:00")]
    [InlineData("00:00:10")]
    public async Task Two_halves_give_what_the_whole_gives_and_what_another_language_computes(string window)
    {
        foreach (var name in (string[])["Flow", "Volatility", "Liquidity", "Intensity"])
        {
            _settings[$"Books__{name}Window"] = window;
        }

        var all = _whole.Write("fills.csv", [Header, .. Before, .. After]);
        var whole = await Replay(_whole, Recordings.Normalized, all);
        await ReplayUnseen(_parts, Recordings.Until(_first, Cut), _first.Write("fills.csv", [Header, .. Before]));
        var halves = await Replay(_parts, Recordings.From(_second, Cut), _second.Write("fills.csv", [Header, .. After]));

        foreach (var part in (string[])["portfolios", "fxRates"])
        {
            Same(whole.Report.GetProperty(part), halves.Report.GetProperty(part), part);
        }

        Same(whole.Curve, halves.Curve, "curve");
        Same(whole.Forecasts, halves.Forecasts, "forecasts");
        Assert.True(whole.Forecasts.GetArrayLength() > 100, $"{whole.Forecasts.GetArrayLength()} forecasts");
        foreach (var instrument in Instruments)
        {
            Assert.Equal(await Samples(_whole, instrument), await Samples(_parts, instrument));
        }

        var computed = Report.Parse(await PythonProgram.Recompute("recompute_seconds.py", [all, .. Recordings.Normalized], TestContext.Current.CancellationToken));
        await AgreesWith(computed, halves);
        await RiskAgrees(halves);
    }

    /// <summary>Value at risk and shortfall, of samples most of which the first half stored.</summary>
    private async Task RiskAgrees(Replayed halves)
    {
        var computed = Report.Parse(await PythonProgram.Recompute("recompute_risk.py", [_parts.PathOf("inputs.json")], Token)).GetProperty("desk");
        var methods = halves.Report.Portfolio("desk").GetProperty("risk").GetProperty("methods").EnumerateArray().ToDictionary(figure => figure.Text("method"));
        Assert.All((string[])["historical", "normal", "ewma-normal"], method => Assert.All((string[])["valueAtRisk", "expectedShortfall"], figure =>
            Near(computed.GetProperty(method).Number(figure), methods[method].Number(figure), $"{figure}, {method}")));
    }

    /// <summary>Every sample, every second of the curve, and the spread of all fills.</summary>
    private async Task AgreesWith(JsonElement computed, Replayed halves)
    {
        foreach (var instrument in Instruments)
        {
            var mids = computed.GetProperty("mids").GetProperty(instrument);
            var samples = (await Samples(_parts, instrument)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Report.Parse).ToArray();
            Assert.True(samples.Length > 200, $"{instrument}: {samples.Length} samples");
            Assert.All(samples, sample => Assert.Equal(
                mids.GetProperty(sample.Micros("time").ToString(CultureInfo.InvariantCulture)).GetDouble(), sample.GetProperty("mid").GetDouble()));
        }

        var totals = computed.GetProperty("totals");
        var points = halves.Curve.GetProperty("points").EnumerateArray().ToArray();
        Assert.True(points.Length > 150, $"{points.Length} seconds");
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.Equal(Instant(pair.First) + 1_000_000, Instant(pair.Second)));
        Assert.All(points, point => Near(decimal.Parse(totals.GetProperty($"{Instant(point)}").GetString()!, CultureInfo.InvariantCulture), point.Number("total"), point.Text("at")));

        foreach (var position in halves.Report.Portfolio("desk").GetProperty("positions").EnumerateArray())
        {
            var prefix = position.Text("instrument") switch { "binance/BTCUSDT" => "s", "binance-futures/BTCUSDT" => "f", _ => "d" };
            var spread = computed.GetProperty("spreads").EnumerateObject()
                .Where(fill => fill.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Sum(fill => decimal.Parse(fill.Value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture));
            Near(spread, position.GetProperty("attribution").Number("spread"), $"spread of {position.Text("instrument")}");
        }
    }

    private static long Instant(JsonElement point) => point.Micros("at");

    private static void Near(decimal expected, decimal actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9m * Math.Max(1, Math.Abs(expected)), $"{what}: {actual}, computed {expected}");

    private static void Same(JsonElement expected, JsonElement actual, string what)
    {
        var (whole, halves) = (JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
        var at = whole.Zip(halves).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(whole == halves, $"{what} differs: …{Around(whole, at)}… in one replay, …{Around(halves, at)}… in two");
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)];

    private static async Task<string> Samples(TemporaryFolder store, string instrument)
    {
        var finished = await BallastProcess.ToEnd(["samples", "show", instrument, "--risk-grid", "1s", "--data", store.PathOf("store")], Token);
        Assert.True(finished.Code == 0, finished.Errors);
        return finished.Output;
    }

    private async Task ReplayUnseen(TemporaryFolder store, string[] recordings, string fills)
    {
        await using var replay = BallastProcess.Start(
            _settings, ["replay", .. recordings, "--fills", fills, "--risk-grid", "1s", "--report", "json", "--data", store.PathOf("store")]);
        var finished = await replay.End(Eventually.Patience, Token);
        Assert.True(finished.Code == 0, finished.Errors);
    }

    /// <summary>Replays on a store and reads what the page shows of it.</summary>
    private async Task<Replayed> Replay(TemporaryFolder store, string[] recordings, string fills)
    {
        var (ports, inputs) = (SiloPorts.Free(), store.PathOf("inputs.json"));
        await using var replay = BallastProcess.Start(
            _settings,
            ["replay", .. recordings, "--fills", fills, "--risk-grid", "1s", "--report", "json", "--risk-inputs", inputs,
                "--data", store.PathOf("store"), "--serve", .. ports.Arguments]);
        await replay.Line(line => line == "}", "the end of the report", Eventually.Patience, Token);
        using var http = new HttpClient { BaseAddress = ports.Address };
        var curve = Report.Parse(await http.GetStringAsync(new Uri("api/portfolios/desk/curve?resolution=second&from=2024-08-08T23:00:00Z&to=2024-08-09T01:00:00Z", UriKind.Relative), Token));
        await Eventually.Until("the inputs of the risk are written", Eventually.Patience, () => Task.FromResult(IsWhole(inputs)), Token);
        await replay.Signal("INT", Token);
        var finished = await replay.End(Eventually.Patience, Token);
        Assert.True(finished.Code == 0, finished.Errors);
        using var export = JsonDocument.Parse(await File.ReadAllTextAsync(inputs, Token));
        var forecasts = export.RootElement.GetProperty("portfolios").EnumerateArray().Single(portfolio => portfolio.Text("portfolio") == "desk").GetProperty("forecasts").Clone();
        return new(Report.Parse(finished.Output[finished.Output.IndexOf('{', StringComparison.Ordinal)..(finished.Output.LastIndexOf('}') + 1)]), curve, forecasts);
    }

    private static bool IsWhole(string file)
    {
        try
        {
            using var read = JsonDocument.Parse(File.ReadAllText(file));
            return true;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return false;
        }
    }

    private sealed record Replayed(JsonElement Report, JsonElement Curve, JsonElement Forecasts);
}
