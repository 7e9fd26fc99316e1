using System.Text.Json;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>Own fills from files, merged into a replay of the first seconds of the three recordings.</summary>
public sealed class OwnFillsTests : IDisposable
{
    private const int Length = 1_500;
    private const string Header = "timestamp,exchange,symbol,side,price,amount,id,account,portfolio,fee,fee_asset";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fills_of_three_venues_and_both_formats_give_the_positions_and_totals_worked_out_by_hand()
    {
        var csv = _folder.Write("fills.csv",
        [
            Header,
            "2024-08-08T23:54:20.000Z,binance,BTCUSDT,buy,61800,0.3,s1,a1,desk,5,USDT",
            "2024-08-08T23:54:22.000Z,binance,BTCUSDT,sell,61900,0.1,s2,a1,desk,,",
            "2024-08-08T23:54:20.000Z,binance,BTCUSDT,buy,61800,0.3,s1,a1,desk,5,USDT",
            "1723161261000000,binance-futures,BTCUSDT,sell,61850,1,f1,a1,desk,-1.5,",
            "2024-08-08T23:54:23Z,binance-futures,BTCUSDT,buy,61750,1,f2,a1,desk,,",
        ]);
        var ndjson = _folder.WriteGzip("fills.ndjson.gz",
        [
            """{"timestamp":"2024-08-08T23:54:21.5Z","exchange":"binance-delivery","symbol":"BTCUSD_PERP","side":"buy","price":62500,"amount":100,"id":"d1","account":"a1","portfolio":"desk","fee":0.0001}""",
            """{"timestamp":"2024-08-08T23:54:22.5Z","exchange":"binance-delivery","symbol":"BTCUSD_PERP","side":"sell","price":"64000","quantity":"100","id":"d2","account":"a1","portfolio":"desk"}""",
            """{"timestamp":"2024-08-08T23:54:22Z","exchange":"binance","symbol":"BTCUSDT","side":"sell","price":61900.00,"amount":0.10,"id":"s2","account":"a1","portfolio":"desk"}""",
            """{"timestamp":"2024-08-08T23:54:21Z","exchange":"binance","symbol":"BTCUSDT","side":"buy","price":61700,"amount":0.5,"id":"s3","account":"a2","portfolio":"hedge","fee":0.001,"fee_asset":"BTC"}""",
            """{"timestamp":"2024-08-08T23:54:21Z","exchange":"binance-futures","symbol":"BTCUSDT","side":"sell","price":61900,"amount":0.4,"id":"f3","account":"a2","portfolio":"hedge"}""",
        ]);

        var finished = await Replay([csv, ndjson]);
        Assert.Empty(finished.Complaints);
        Assert.Equal(0, finished.Code);

        var report = Report.Parse(finished.Output);
        Assert.Equal(new SortedDictionary<string, long> { ["Duplicate"] = 2, ["Recorded"] = 8 }, report.Counts("fills"));
        Assert.Equal(["desk", "hedge"], report.GetProperty("portfolios").EnumerateArray().Select(p => p.Text("portfolio")));
        var spot = RawRecording.Of(Slice(0)).FinalMid;
        var futures = RawRecording.Of(Slice(2)).FinalMid;

        // Bought 0.3 at 61,800, sold 0.1 of it at 61,900: 10 made, 0.2 held.
        var desk = report.Portfolio("desk");
        Holds(desk.Position("binance/BTCUSDT"), new(Fills: 2, Quantity: 0.2m, OpenCost: 12_360m, Realized: 10m, Fees: 5m, Total: 5m + (0.2m * spot) - 12_360m));

        // Sold at 61,850 and bought back at 61,750; the fee was a rebate.
        Holds(desk.Position("binance-futures/BTCUSDT"), new(Fills: 2, Quantity: 0m, OpenCost: 0m, Realized: 100m, Fees: -1.5m, Total: 101.5m));

        // A contract of 100 USD is 0.0016 BTC at 62,500 and 0.0015625 BTC at 64,000; 100 of them make 0.00375 BTC.
        Holds(desk.Position("binance-delivery/BTCUSD_PERP"), new(Fills: 2, Quantity: 0m, OpenCost: 0m, Realized: 0.00375m, Fees: 0.0001m, Total: 0.00365m));
        Assert.Equal(5m + (0.2m * spot) - 12_360m + 101.5m + (0.00365m * spot), desk.Number("total"));

        // The fee was taken out of the bitcoin bought.
        var hedge = report.Portfolio("hedge");
        Holds(hedge.Position("binance/BTCUSDT"), new(Fills: 1, Quantity: 0.499m, OpenCost: 30_788.3m, Realized: 0m, Fees: 61.7m, Total: (0.499m * spot) - 30_850m));
        Holds(hedge.Position("binance-futures/BTCUSDT"), new(Fills: 1, Quantity: -0.4m, OpenCost: -24_760m, Realized: 0m, Fees: 0m, Total: 24_760m - (0.4m * futures)));
        Assert.Equal((0.499m * spot) - 30_850m + 24_760m - (0.4m * futures), hedge.Number("total"));
    }

    [Fact]
    public async Task A_fill_of_an_instrument_nobody_knows_is_refused_by_file_and_line_and_the_others_count()
    {
        var csv = _folder.Write("fills.csv",
        [
            Header,
            "2024-08-08T23:54:20Z,binance,BTCUSDT,buy,61800,0.3,1,,,,",
            "2024-08-08T23:54:20Z,binance,NOSUCHUSDT,buy,1,1,2,,,,",
            "2024-08-08T23:54:21Z,binance,BTCUSDT,buy,61800,0.2,3,,,,",
        ]);

        await CountsTwo(csv, $"{csv}:3: fill 2: no contract terms for binance/NOSUCHUSDT; define them with --instruments FILE");
    }

    [Fact]
    public async Task A_fill_of_a_negative_quantity_is_named_by_file_and_line_and_the_others_count()
    {
        var csv = _folder.Write("fills.csv",
        [
            Header,
            "2024-08-08T23:54:20Z,binance,BTCUSDT,buy,61800,0.3,1,,,,",
            "2024-08-08T23:54:21Z,binance,BTCUSDT,buy,61800,0.2,3,,,,",
            "2024-08-08T23:54:20Z,binance,BTCUSDT,buy,61800,-0.3,2,,,,",
        ]);

        await CountsTwo(csv, $"{csv}:4: amount '-0.3' is not positive");
    }

    [Fact]
    public async Task A_different_fill_under_a_known_id_is_named_by_file_and_line_and_the_first_is_kept()
    {
        var csv = _folder.Write("fills.csv",
        [
            Header,
            "2024-08-08T23:54:20Z,binance,BTCUSDT,buy,61800,0.3,1,,,,",
            "2024-08-08T23:54:21Z,binance,BTCUSDT,buy,61800,0.2,3,,,,",
            "2024-08-08T23:54:22Z,binance,BTCUSDT,buy,61800,0.4,1,,,,",
        ]);

        await CountsTwo(csv, $"{csv}:4: fill 1: account main has a different one with this id and side; the first is kept");
    }

    [Fact]
    public async Task Every_fill_that_is_not_booked_is_named_by_file_and_line_with_its_reason()
    {
        var csv = _folder.Write("fills.csv",
        [
            "\"timestamp\";exchange;symbol;side;price;amount;id",
            "\"2024-08-08T23:54:20Z\";binance;BTCUSDT;buy;61800;0.3;1",
            "\"1723161261000\";binance;BTCUSDT;buy;61800;0.1;2",
            "2023-08-08T23:54:20Z;binance;BTCUSDT;buy;61800;0.1;3",
            "2024-08-08T23:54:20Z;binance;BTCUSDT;buy;61800;0.3;1",
        ]);
        var ndjson = _folder.Write("fills.ndjson",
        [
            """{"timestamp":1723161261000,"exchange":"binance-futures","symbol":"BTCUSDT","side":"sell","price":61900,"amount":0.4,"id":"f1"}""",
            """{"timestamp":"2024-08-08T23:54:21Z","exchange":"binance","symbol":"BTCUSDT","side":"sell","price":61900,"amount":0.1,"id":"s1"}""",
        ]);

        var finished = await Replay([csv, ndjson]);

        Assert.Equal(3, finished.Code);
        string[] faults =
        [
            $"{csv}:3: timestamp '1723161261000' looks like milliseconds; write microseconds or ISO 8601",
            $"{ndjson}:1: timestamp '1723161261000' looks like milliseconds; write microseconds or ISO 8601",
            $"{csv}:4: fill 3: 2023-08-08T23:54:20.000000Z is before ",
        ];
        Assert.Equal(faults.Length, finished.Complaints.Length);
        Assert.All(finished.Complaints.Zip(faults), pair => Assert.StartsWith($"ballast: {pair.Second}", pair.First, StringComparison.Ordinal));
        var report = Report.Parse(finished.Output);
        Assert.Equal(new SortedDictionary<string, long> { ["Duplicate"] = 1, ["Recorded"] = 2, ["TooOld"] = 1 }, report.Counts("fills"));
        Assert.Equal(faults.Length, report.GetProperty("faults").GetProperty("count").GetInt32());
        Assert.Equal(0.2m, report.Portfolio("main").Position("binance/BTCUSDT").Number("quantity"));
    }

    [Fact]
    public async Task Fills_long_after_the_end_of_a_recording_or_of_an_instrument_outside_it_are_booked_and_have_no_value()
    {
        var csv = _folder.Write("fills.csv",
        [
            Header,
            "2024-08-08T23:54:20Z,binance-futures,BTCUSDT,buy,61800,0.3,1,,,,",
            "2024-08-10T00:00:00Z,binance,BTCUSDT,buy,61800,0.2,2,,,,",
            "2024-08-08T23:54:21Z,binance-futures,ETHUSDT,buy,2700,1,3,,,,",
        ]);

        var finished = await Replay([csv]);

        Assert.Equal(0, finished.Code);
        var main = Report.Parse(finished.Output).Portfolio("main");
        Assert.Equal(JsonValueKind.Null, main.GetProperty("total").ValueKind);
        Assert.Contains(main.GetProperty("missing").EnumerateArray(), reason => reason.GetString()!.Contains("s old, more than ", StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Null, main.Position("binance/BTCUSDT").GetProperty("mark").ValueKind);
        Assert.Equal(0.2m, main.Position("binance/BTCUSDT").Number("quantity"));
        Assert.Equal(JsonValueKind.Null, main.Position("binance-futures/ETHUSDT").GetProperty("mark").ValueKind);
        Assert.Contains("no mark yet", main.Position("binance-futures/ETHUSDT").Text("reason"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Number, main.Position("binance-futures/BTCUSDT").GetProperty("mark").ValueKind);
    }

    private static IReadOnlyList<string> Slice(int recording) => Recordings.Lines(Recordings.Normalized[recording], Length);

    private static void Holds(JsonElement position, Holding expected) => Assert.Equal(expected, new(
        position.GetProperty("fills").GetInt64(),
        position.Number("quantity"),
        position.Number("openCost"),
        position.Number("realized"),
        position.Number("fees"),
        position.Number("total")));

    private async Task CountsTwo(string fills, string fault)
    {
        var finished = await Replay([fills]);

        Assert.Equal([$"ballast: {fault}"], finished.Complaints);
        Assert.Equal(3, finished.Code);
        var report = Report.Parse(finished.Output);
        var position = report.Portfolio("main").Position("binance/BTCUSDT");
        Assert.Equal(2, position.GetProperty("fills").GetInt64());
        Assert.Equal(0.5m, position.Number("quantity"));
        Assert.Equal(2, report.Counts("fills")["Recorded"]);
        Assert.Equal(1, report.GetProperty("faults").GetProperty("count").GetInt32());
        Assert.Equal(3 * Length, report.GetProperty("messages").GetInt64());
    }

    private Task<Finished> Replay(string[] fills)
    {
        var slices = Enumerable.Range(0, 3).Select(i => _folder.Write($"market{i}.ndjson", Slice(i)));
        return BallastProcess.ToEnd(["replay", .. slices, "--fills", .. fills, "--report", "json"], Token);
    }

    private sealed record Holding(long Fills, decimal? Quantity, decimal? OpenCost, decimal? Realized, decimal? Fees, decimal? Total);
}
