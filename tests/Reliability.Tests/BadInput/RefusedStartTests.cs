using System.Net;
using System.Net.Sockets;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.BadInput;

/// <summary>What cannot start says in one line what to change, ends with a code of its own and writes no report.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private const int Usage = 2;
    private const int CannotStart = 4;
    private const string Help = "ballast: --help lists commands and options.";

    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Recording => _folder.WriteGzip("some.ndjson.gz", Recordings.Lines(Recordings.Normalized[0], 300));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_file_that_is_not_there_is_named()
    {
        var missing = Path.Combine(_folder.Root, "nowhere.ndjson");
        return Refused(Usage, ["replay", Recording, missing], $"ballast: There is no file or directory '{missing}'.");
    }

    [Fact]
    public Task A_file_of_fills_that_is_not_there_is_named()
    {
        var missing = Path.Combine(_folder.Root, "fills.csv");
        return Refused(Usage, ["replay", Recording, "--fills", missing], $"ballast: There is no file or directory '{missing}'.");
    }

    [Fact]
    public Task A_risk_grid_that_is_no_duration_is_named() => Refused(
        Usage,
        ["replay", Recording, "--risk-grid", "soon"],
        "ballast: --risk-grid 'soon' is not a duration; write e.g. 500ms, 1s, 5m or 1h.",
        Help);

    [Fact]
    public Task A_risk_grid_out_of_range_is_named() => Refused(
        Usage, ["replay", Recording, "--risk-grid", "1ms"], "ballast: Risk:Grid is 00:00:00.0010000; it must be from 100 ms to 1 day.");

    [Theory]
    [InlineData("fast")]
    [InlineData("0")]
    public Task A_speed_that_is_no_factor_is_named(string speed) => Refused(
        Usage, ["replay", Recording, "--speed", speed], $"ballast: --speed '{speed}' is neither max nor a positive factor.", Help);

    [Fact]
    public Task An_instruments_file_that_is_not_json_is_named()
    {
        var file = _folder.Write("instruments.json", ["[", "{ \"exchange\": oops }", "]"]);
        return Refused(Usage, ["replay", Recording, "--instruments", file], $"ballast: {file}: not JSON at line 2");
    }

    [Fact]
    public Task An_instruments_file_with_an_option_in_it_is_named()
    {
        var file = _folder.Write(
            "instruments.json",
            ["""[{ "exchange": "deribit", "symbol": "BTC-9AUG24-60000-C", "kind": "option", "base": "BTC", "quote": "USD", "multiplier": 1 }]"""]);
        return Refused(
            Usage,
            ["replay", Recording, "--instruments", file],
            $"ballast: {file}: entry 1: deribit/BTC-9AUG24-60000-C: kind 'option': options and combinations are not covered");
    }

    [Fact]
    public Task An_instruments_file_that_is_not_there_is_named()
    {
        var missing = Path.Combine(_folder.Root, "terms.json");
        return Refused(Usage, ["replay", Recording, "--instruments", missing], $"ballast: There is no instruments file '{missing}'.");
    }

    [Fact]
    public async Task A_misspelt_setting_is_named_with_the_nearest_one()
    {
        await using var silo = BallastProcess.Start(
            new Dictionary<string, string> { ["PaperMaker__Enable"] = "false" }, [.. _ports.Arguments, "--data", _folder.Root]);

        var finished = await silo.End(Eventually.Patience, Token);

        Assert.Equal(Usage, finished.Code);
        var complaint = Assert.Single(finished.Complaints);
        Assert.StartsWith("ballast: PaperMaker:Enable is 'false': there is no such setting; there are Enabled, Portfolio,", complaint, StringComparison.Ordinal);
        Assert.EndsWith(" The nearest is PaperMaker:Enabled.", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_misspelt_option_is_no_missing_file() => Refused(
        Usage, ["replay", Recording, "--paper-makr"], "ballast: There is no option --paper-makr; the nearest is --paper-maker.", Help);

    [Fact]
    public Task A_cluster_on_the_embedded_store_is_refused() => Refused(
        Usage,
        ["--cluster", "--data", _folder.Root],
        "ballast: --cluster needs a Redis: the embedded store serves a single silo. Give --redis CONNECTION.");

    [Fact]
    public async Task A_page_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _ports.Http);
        listener.Start();
        await Refused(
            CannotStart,
            [.. _ports.Arguments, "--data", _folder.Root],
            $"ballast: Port {_ports.Http} (page and API) is in use; stop what listens there or choose another with --port.");
    }

    [Fact]
    public async Task A_silo_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _ports.Silo);
        listener.Start();
        await Refused(
            CannotStart,
            [.. _ports.Arguments, "--data", _folder.Root],
            $"ballast: Port {_ports.Silo} (silo) is in use; stop what listens there or choose another with --silo-port.");
    }

    [Fact]
    public async Task A_second_silo_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        await using var first = BallastProcess.Run(_ports, _folder.Root);
        await first.Ready(_ports, Eventually.Patience, Token);

        await Refused(
            CannotStart,
            [.. SiloPorts.Free().Arguments, "--data", _folder.Root],
            $"ballast: Another silo uses the store in {_folder.Root}; stop it, or choose another directory with --data DIR.");

        await first.Ready(_ports, Eventually.Patience, Token);
    }

    private static async Task Refused(int code, string[] arguments, params string[] complaints)
    {
        var finished = await BallastProcess.ToEnd(arguments, Token);

        Assert.Equal(complaints, finished.Complaints);
        Assert.Equal(code, finished.Code);
        Assert.Empty(finished.Output);
        Assert.DoesNotContain("   at ", finished.Errors, StringComparison.Ordinal);
    }
}
