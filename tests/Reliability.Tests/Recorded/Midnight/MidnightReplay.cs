using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Ledger.Booking;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;
using static Ballast.Reliability.Tests.Recorded.Midnight.MidnightFills;
using static Ballast.Reliability.Tests.Recorded.Midnight.MidnightMarket;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>One replay over the end of a day with fills of several portfolios, served on so that late fills can be booked; and what Python makes of the same input.</summary>
public sealed class MidnightReplay : IAsyncLifetime
{
    /// <summary>What the position of <see cref="Unrated"/> has gained at the end.</summary>
    internal const decimal Gain = 931.61m;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Risk__Follows__binance/BTCUSDT"] = Linear,
        ["Risk__Margin__Maintenance__binance-futures"] = "0.01",
        ["Risk__Margin__Maintenance__made"] = "0.02",
        ["Risk__Margin__Collateral__binance-futures/a1__USDT"] = "900",
        ["Risk__Margin__Collateral__binance-futures/a1__BTC"] = "0.01",
        ["Risk__Margin__Collateral__made/a1__BTC"] = "0.004",
    };

    private readonly TemporaryFolder _folder = new();

    /// <summary>The report, as JSON.</summary>
    internal JsonElement Report { get; private set; }

    /// <summary>Days by portfolio, when all late fills were booked.</summary>
    internal Dictionary<string, JsonElement> Days { get; } = [];

    /// <summary>Behaviour of the inventory of <see cref="Desk"/> by instrument, when all late fills were booked.</summary>
    internal Dictionary<string, JsonElement> Making { get; private set; } = [];

    /// <summary>What Python makes of the days.</summary>
    internal JsonElement RecomputedDays { get; private set; }

    /// <summary>What Python makes of models, risk and margins.</summary>
    internal JsonElement RecomputedModels { get; private set; }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var (recordings, token) = (MidnightMarket.Write(_folder), CancellationToken.None);
        var last = recordings.Single(path => path.Contains("binance-futures", StringComparison.Ordinal));
        var fills = All((RawRecording.Read(last).FinalMid - Gain).ToString(CultureInfo.InvariantCulture));
        var file = _folder.Write("fills.csv", fills.Where(fill => fill.Late == 0).Select(fill => fill.Line).Prepend(MidnightFill.Header));
        var ports = SiloPorts.Free();
        await using var replay = BallastProcess.Start(Settings,
        [
            "replay", .. recordings, "--fills", file, "--instruments", _folder.Write("terms.json", Instruments),
            "--risk-grid", "1s", "--report", "json", "--serve", .. ports.Arguments,
        ]);
        await replay.Line(line => line == "}", "the end of the report", Eventually.Patience, token);
        Report = Testing.Processes.Report.Parse(replay.Output);
        using var http = new HttpClient { BaseAddress = ports.Address };
        await BookLate(fills, http, ports, token);
        var making = await Get(http, Desk, "market-making", token);
        Making = making.EnumerateArray().ToDictionary(view => view.GetProperty("inventory").Text("instrument"));
        await replay.Signal("INT", token);
        await replay.End(Eventually.Patience, token);
        await Recompute(recordings, fills, token);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<JsonElement> Get(HttpClient http, string portfolio, string what, CancellationToken token) =>
        Testing.Processes.Report.Parse(await http.GetStringAsync(new Uri($"api/portfolios/{portfolio}/{what}", UriKind.Relative), token));

    /// <summary>Books the late fills one after the other; each waits for the restatement that it makes.</summary>
    private async Task BookLate(MidnightFill[] fills, HttpClient http, SiloPorts ports, CancellationToken token)
    {
        await using var client = await ConnectedClient.Open(options => options.Gateways.Add($"localhost:{ports.Gateway}"), token);
        foreach (var fill in fills.Where(fill => fill.Late > 0).OrderBy(fill => fill.Late))
        {
            var receipt = Assert.Single(await client.Client.RecordFills([fill.ToFill()], token));
            Assert.True(receipt.Outcome == FillOutcome.Recorded, $"{fill.Line}: {receipt}");
            var before = Days.TryGetValue(fill.Portfolio, out var known) ? known[0].GetProperty("restatements").GetArrayLength() : 0;
            await Eventually.Until($"{fill.Line} restates the day", Eventually.Patience, async () =>
            {
                Days[fill.Portfolio] = await Get(http, fill.Portfolio, "days", token);
                return Days[fill.Portfolio][0].GetProperty("restatements").GetArrayLength() > before;
            }, token);
        }

        foreach (var portfolio in fills.Select(fill => fill.Portfolio).Distinct())
        {
            Days[portfolio] = await Get(http, portfolio, "days", token);
        }
    }

    private async Task Recompute(string[] recordings, MidnightFill[] fills, CancellationToken token)
    {
        var job = _folder.Write("job.json", JsonSerializer.Serialize(new
        {
            recordings,
            instruments = Terms,
            currency = "USDT",
            rates = new { BTC = Spot, BNB = Coin },
            midnight = Day,
            at = Report.Text("to"),
            fills,
            follows = new Dictionary<string, string> { [Spot] = Linear },
            quoting = new { gamma = 0.01, horizon = 60, size = 1, window = 300 },
            risk = new { portfolio = Desk, confidence = 0.99, window = 1000 },
            margin = new
            {
                maintenance = new Dictionary<string, string> { ["binance-futures"] = "0.01", ["made"] = "0.02" },
                collateral = new Dictionary<string, object>
                {
                    ["binance-futures/a1"] = new { USDT = "900", BTC = "0.01" }, ["made/a1"] = new { BTC = "0.004" },
                },
                accounts = new string[][] { [Desk, "binance-futures/a1"], [Coins, "made/a1"] },
            },
        }));
        var folder = Path.Combine(AppContext.BaseDirectory, "Recorded", "Midnight");
        var days = PythonProgram.Run(token, Path.Combine(folder, "recompute_days.py"), job);
        RecomputedModels = Testing.Processes.Report.Parse(await PythonProgram.Run(token, Path.Combine(folder, "recompute_models.py"), job));
        RecomputedDays = Testing.Processes.Report.Parse(await days);
    }
}
