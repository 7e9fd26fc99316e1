using System.Text.Json;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Ballast.Page.Tests;

/// <summary>The page over the real program: what it shows is what the report and the journal say.</summary>
public sealed class RealSiloTests(PageBrowser browser) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_after_a_replay_shows_the_figures_of_its_report_to_the_last_digit()
    {
        await using var replay = BallastProcess.Start(
            ["replay", .. Recordings.Until(_folder, "2024-08-08T23:55:50"), "--paper-maker", "--risk-grid", "500ms", "--report", "json", "--serve", .. _ports.Arguments]);
        await replay.Line(line => line == "}", "the end of the report", Eventually.Patience, Token);
        var portfolio = Report.Parse(replay.Output).Portfolio("main");

        await using var page = await browser.Open(_ports.Address);
        await page.IsLive();
        foreach (var name in (string[])["total", "realized", "unrealized", "fees", "funding"])
        {
            await LivePage.Shows(page.Field(name), Raw(portfolio, name));
        }

        var risk = portfolio.GetProperty("risk");
        await LivePage.Shows(page.Field("var"), Raw(risk, "valueAtRisk"));
        await LivePage.Shows(page.Field("es"), Raw(risk, "expectedShortfall"));
        Assert.Equal(3, portfolio.GetProperty("positions").GetArrayLength());
        foreach (var position in portfolio.GetProperty("positions").EnumerateArray())
        {
            foreach (var name in (string[])["quantity", "averageEntry", "mark", "realized", "unrealized", "fees", "total"])
            {
                await LivePage.Shows(page.Cell(position.Text("instrument"), name, "paper"), Raw(position, name));
            }
        }

        Assert.Empty(page.Complaints);
        await replay.Signal("INT", Token);
        Assert.Equal(0, (await replay.End(Eventually.Patience, Token)).Code);
    }

    [Fact]
    public async Task An_open_page_shows_the_recorded_figures_again_after_the_silo_was_killed_and_restarted()
    {
        await using var first = BallastProcess.Run(_ports, _folder.Root);
        await first.Ready(_ports, Eventually.Patience, Token);
        await RecordTwoFills();
        await using var page = await browser.Open(new(_ports.Address, "/?portfolio=test"));
        await ShowsThem(page);

        await first.Kill(Token);
        await LivePage.Shows(page.Field("status"), "stale");
        await using var second = BallastProcess.Run(_ports, _folder.Root);
        await second.Ready(_ports, Eventually.Patience, Token);
        await ShowsThem(page);

        await using var another = await browser.Open(new(_ports.Address, "/?portfolio=test"));
        await ShowsThem(another);
        Assert.Empty(page.Complaints);
    }

    private static string Raw(JsonElement element, string name) => element.GetProperty(name).GetRawText();

    /// <summary>Bought 0.3 at 60,000.1, sold 0.1 of it at 60,100.1 and paid 1.25.</summary>
    private static async Task ShowsThem(LivePage page)
    {
        await page.IsLive();
        await Eventually.Until(
            "the figures of the two fills",
            Eventually.Patience,
            async () => await LivePage.Figure(page.Cell("sim-futures/BTCUSDT", "quantity", "own")) == 0.2m
                && await LivePage.Figure(page.Cell("sim-futures/BTCUSDT", "averageEntry", "own")) == 60_000.1m
                && await LivePage.Figure(page.Field("realized")) == 10m
                && await LivePage.Figure(page.Field("fees")) == 1.25m,
            Token);
    }

    private async Task RecordTwoFills()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBallastClient(options => options.Gateways.Add($"localhost:{_ports.Gateway}"));
        using var host = builder.Build();
        await host.StartAsync(Token);
        var receipts = await host.Services.GetRequiredService<IBallastClient>()
            .RecordFills([Some("1", Side.Buy, 60_000.1m, 0.3m, 0m), Some("2", Side.Sell, 60_100.1m, 0.1m, 1.25m)], Token);
        Assert.All(receipts, receipt => Assert.Equal(FillOutcome.Recorded, receipt.Outcome));
        await host.StopAsync(Token);
    }

    private static Fill Some(string id, Side side, decimal price, decimal quantity, decimal fee) => new()
    {
        Instrument = InstrumentId.Parse("sim-futures/BTCUSDT"),
        Account = "own",
        Portfolio = "test",
        TradeId = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        Fee = fee,
        VenueTime = Instant.From(TimeProvider.System.GetUtcNow()),
    };
}
