using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Running;

/// <summary>Starting and stopping the program as a newcomer and a supervisor do.</summary>
public sealed class DefaultRunTests : IDisposable
{
    private static readonly TimeSpan Startup = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_default_run_serves_within_10_s_and_ends_with_code_0_when_told_to()
    {
        await using var silo = BallastProcess.Run(_ports, _folder.Root);
        await silo.Ready(_ports, Eventually.Patience, Token);
        using var http = new HttpClient { BaseAddress = _ports.Address };
        var page = await http.GetStringAsync(_ports.Address, Token);
        var (taken, own) = (silo.Clock.Elapsed, silo.OwnTime);
        Assert.True(own < Startup, $"The page came {taken} after the start, {own} of it not taken by other programs.");

        Assert.Contains("<title>Ballast</title>", page, StringComparison.Ordinal);
        using var dashboard = await http.GetAsync(new Uri("dashboard/", UriKind.Relative), Token);
        Assert.Equal(200, (int)dashboard.StatusCode);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, new Uri("dashboard/", UriKind.Relative)) { Headers = { Host = "evil.example" } };
        using var refused = await http.SendAsync(elsewhere, Token);
        Assert.Equal(400, (int)refused.StatusCode);
        await Announced(silo, $"Live page          http://localhost:{_ports.Http}/");
        await Announced(silo, $"Client gateway     localhost:{_ports.Gateway}");

        await silo.Signal("TERM", Token);
        var finished = await silo.End(Eventually.Patience, Token);
        Assert.Equal(0, finished.Code);
        Assert.Empty(finished.Output);
        Assert.Empty(finished.Complaints);
    }

    [Fact]
    public async Task Ctrl_c_ends_the_default_run_with_code_0_while_it_trades()
    {
        await using var silo = BallastProcess.Run(_ports, _folder.Root);
        await silo.Ready(_ports, Eventually.Patience, Token);
        using var http = new HttpClient { BaseAddress = _ports.Address };
        await Eventually.Until(
            "the paper maker has traded and paid a fee",
            Eventually.Patience,
            async () => (await http.GetAsync(new Uri("api/portfolios/main", UriKind.Relative), Token)) is { IsSuccessStatusCode: true } answer
                && Report.Parse(await answer.Content.ReadAsStringAsync(Token)).GetProperty("positions").EnumerateArray().Any(position => position.Number("fees") > 0),
            Token);

        await silo.Signal("INT", Token);
        var finished = await silo.End(Eventually.Patience, Token);
        Assert.Equal(0, finished.Code);
        Assert.True(!finished.Errors.Contains(" fail: ", StringComparison.Ordinal), finished.Errors);
    }

    [Fact]
    public async Task Ctrl_c_ends_a_replay_with_its_own_code_and_without_a_report()
    {
        var recording = _folder.Write("some.ndjson", Recordings.Lines(Recordings.Normalized[0], 2_000));
        await using var replay = BallastProcess.Start("replay", recording, "--speed", "0.5", "--report", "json");
        await replay.Line(line => line.StartsWith("replay: ", StringComparison.Ordinal), "the replay's first progress", Eventually.Patience, Token);

        await replay.Signal("INT", Token);
        var finished = await replay.End(Eventually.Patience, Token);
        Assert.Equal(130, finished.Code);
        Assert.Equal(["ballast: interrupted"], finished.Complaints);
        Assert.Empty(finished.Output);
    }

    private static Task Announced(BallastProcess silo, string line) =>
        silo.Line(written => written == line, line, Eventually.Patience, Token);
}
