using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Silo.Web;
using Ballast.Testing;
using Xunit;

namespace Ballast.Page.Tests;

public sealed class WebApiTests
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_portfolio_arrives_as_it_was_sent()
    {
        await using var silo = await FakeSilo.Start();

        var text = await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main"), Token);

        Assert.Contains("\"total\":9007199254740993.123456789", text, StringComparison.Ordinal);
        Assert.Contains("\"instrument\":\"kraken/ETH/USD\"", text, StringComparison.Ordinal);
        Assert.Contains("\"markSource\":\"exchange\"", JsonSerializer.Serialize(
            silo.Client.Portfolio.Positions[0] with { MarkSource = MarkSource.Exchange }, BallastJson.Options), StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<PortfolioView>(text, BallastJson.Options)!;
        Assert.Equal(silo.Client.Portfolio.Total, read.Total);
        Assert.Equal(silo.Client.Portfolio.AsOf, read.AsOf);
        Assert.Equal(silo.Client.Portfolio.Positions[0].AverageEntry, read.Positions[0].AverageEntry);
    }

    [Fact]
    public async Task A_time_that_never_was_is_null()
    {
        await using var silo = await FakeSilo.Start();

        var text = JsonSerializer.Serialize(Some.EmptyPortfolio("main"), BallastJson.Options);

        Assert.Contains("\"asOf\":null", text, StringComparison.Ordinal);
        Assert.Equal(default, JsonSerializer.Deserialize<PortfolioView>(text, BallastJson.Options)!.AsOf);
    }

    [Theory]
    [InlineData("/api/books/kraken/ETH/USD")]
    [InlineData("/api/books/kraken/ETH%2FUSD")]
    public async Task A_symbol_may_hold_a_slash(string path)
    {
        await using var silo = await FakeSilo.Start();

        await Http.GetStringAsync(new Uri(silo.Address + path[1..]), Token);

        Assert.Equal(new InstrumentId("kraken", "ETH/USD"), silo.Client.LastBook);
    }

    [Fact]
    public async Task Analytics_are_asked_for_distances_and_sizes_and_say_why_a_figure_is_null()
    {
        await using var silo = await FakeSilo.Start();

        var text = await Http.GetStringAsync(new Uri(silo.Address, "/api/analytics/kraken/ETH%2FUSD?bps=5&sizes=1,2.50"), Token);

        Assert.Equal(new InstrumentId("kraken", "ETH/USD"), silo.Client.LastBook);
        Assert.Equal([5m], silo.Client.LastAnalytics!.Bps);
        Assert.Equal([1m, 2.5m], silo.Client.LastAnalytics.Sizes);
        Assert.Contains("\"figures\":{\"top\":\"oneSided\",\"bestBid\":60000.1,\"bestAsk\":null", text, StringComparison.Ordinal);
        Assert.Contains("\"vpin\":{\"value\":null,\"isComplete\":false,\"reason\":\"no bucket\"}", text, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"the book has no asks\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feeds_are_listed_with_their_state()
    {
        await using var silo = await FakeSilo.Start();

        var text = await Http.GetStringAsync(new Uri(silo.Address, "/api/feeds"), Token);

        Assert.StartsWith("[{\"state\":\"running\",\"epoch\":3,", text, StringComparison.Ordinal);
        Assert.Contains("\"feed\":\"tardis/0\",\"silo\":\"10.0.0.7:11111\"", text, StringComparison.Ordinal);
        Assert.Contains("\"eventsPerSecond\":12.5,\"lag\":\"00:00:00.2500000\"", text, StringComparison.Ordinal);
        Assert.Contains("\"foldedUpdates\":7", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/books/kraken/ETH/USD?depth=26", HttpStatusCode.BadRequest)]
    [InlineData("/api/analytics/kraken/ETH/USD?bps=near", HttpStatusCode.BadRequest)]
    [InlineData("/api/portfolios/mian", HttpStatusCode.NotFound)]
    [InlineData("/api/stream?portfolio=%20", HttpStatusCode.BadRequest)]
    [InlineData("/api/stream?portfolio=mian", HttpStatusCode.NotFound)]
    public async Task A_mistaken_request_is_told_so(string path, HttpStatusCode expected)
    {
        await using var silo = await FakeSilo.Start();

        using var answer = await Http.GetAsync(new Uri(silo.Address, path), Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_unreachable_cluster_is_503_with_its_reason()
    {
        await using var silo = await FakeSilo.Start();
        silo.Client.Fault = new BallastUnavailableException("GetRisk on main had no answer within 30 s.");

        using var answer = await Http.GetAsync(new Uri(silo.Address, "/api/portfolios/main/risk"), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("GetRisk on main", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_a_cluster_that_does_not_answer_says_so_and_is_not_refused()
    {
        await using var silo = await FakeSilo.Start();
        silo.Client.Fault = new BallastUnavailableException("GetRisk on main had no answer within 30 s.");

        using var answer = await Http.GetAsync(new Uri(silo.Address, "/api/stream?portfolio=main"), HttpCompletionOption.ResponseHeadersRead, Token);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        var trouble = "";
        while (!trouble.StartsWith("data: \"GetRisk", StringComparison.Ordinal))
        {
            trouble = await events.ReadLineAsync(Token).AsTask().WaitAsync(Waiting.Patience, Token) ?? throw new EndOfStreamException();
        }

        Assert.Equal((HttpStatusCode.OK, "data: \"GetRisk on main had no answer within 30 s.\""), (answer.StatusCode, trouble));
    }

    [Fact]
    public async Task Twenty_open_pages_read_the_risk_of_their_portfolio_once_a_second()
    {
        await using var silo = await FakeSilo.Start();
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadRisk(silo, events: 3)));

        Assert.InRange(silo.Client.RiskReads, 1, 1 + (int)(watch.Elapsed.TotalSeconds / 0.9));
    }

    [Fact]
    public async Task Readiness_follows_the_gate_and_liveness_does_not()
    {
        await using var silo = await FakeSilo.Start();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(silo, "/health/ready"));
        silo.Gate.MarkReady();
        Assert.Equal(HttpStatusCode.OK, await Status(silo, "/health/ready"));
        silo.Gate.MarkStopping();
        silo.Gate.MarkReady();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(silo, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await Status(silo, "/health/live"));
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/api/portfolios", true)]
    [InlineData("/dashboard", false)]
    public async Task Everything_but_the_dashboard_carries_the_content_policy(string path, bool expected)
    {
        await using var silo = await FakeSilo.Start();

        using var answer = await Http.GetAsync(new Uri(silo.Address, path), Token);

        Assert.Equal(expected, answer.Headers.Contains("Content-Security-Policy"));
    }

    private static async Task ReadRisk(FakeSilo silo, int events)
    {
        using var answer = await Http.GetAsync(new Uri(silo.Address, "/api/stream?portfolio=main"), HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
        while (events > 0)
        {
            var line = await lines.ReadLineAsync(Token).AsTask().WaitAsync(Waiting.Patience, Token) ?? throw new EndOfStreamException();
            events -= line == "event: risk" ? 1 : 0;
        }
    }

    private static async Task<HttpStatusCode> Status(FakeSilo silo, string path)
    {
        using var answer = await Http.GetAsync(new Uri(silo.Address, path), Token);
        return answer.StatusCode;
    }
}
