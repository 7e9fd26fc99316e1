using System.Net;
using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Silo.Web;
using Xunit;

namespace Ballast.Page.Tests;

public sealed class PnlApiTests
{
    private const string Report = """
        {"account":"main","at":"2024-08-08T23:54:15.088230Z","exchange":"kraken","ignoreBelowLot":true,
         "positions":[{"instrument":"kraken/ETH/USD","quantity":-9007199254740993.123456789,"entryPrice":1.5}],
         "balances":[{"asset":"BTC","amount":0}]}
        """;

    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_curve_is_asked_for_by_range_and_resolution()
    {
        await using var silo = await FakeSilo.Start();

        var text = await Http.GetStringAsync(
            new Uri(silo.Address, "/api/portfolios/main/curve?from=2024-08-08T00:00:00Z&to=2024-08-09&resolution=minute"), Token);

        Assert.Equal("main 2024-08-08T00:00:00.000000Z 2024-08-09T00:00:00.000000Z Minute", silo.Client.LastAsked);
        Assert.Contains("\"total\":null,\"partialTotal\":1.5,\"complete\":false", text, StringComparison.Ordinal);
        Assert.Equal(CurveResolution.Minute, JsonSerializer.Deserialize<CurveView>(text, BallastJson.Options)!.Resolution);

        await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main/curve?resolution=day"), Token);
        Assert.StartsWith("main 1970-01-01T00:00:00.000000Z 9999", silo.Client.LastAsked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_curve_without_arguments_is_that_of_today_by_the_minute()
    {
        await using var silo = await FakeSilo.Start();

        var before = Today();
        await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main/curve"), Token);

        Assert.Contains(silo.Client.LastAsked, new[] { before, Today() });

        static string Today() => $"main {TimeProvider.System.GetUtcNow():yyyy-MM-dd}T00:00:00.000000Z {new Instant(Instant.MaxMicros)} Minute";
    }

    [Fact]
    public async Task Days_and_their_boundary_are_read_and_set()
    {
        await using var silo = await FakeSilo.Start();

        Assert.Equal("[]", await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main/days"), Token));
        var answer = await Http.PutAsync(new Uri(silo.Address, "/api/portfolios/main/day-boundary"), Json("""{"boundary":"08:00"}"""), Token);

        Assert.Equal((HttpStatusCode.OK, "main 08:00:00"), (answer.StatusCode, silo.Client.LastAsked));
        Assert.Contains("\"nextBoundary\":\"08:00:00\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"parent":"firm"}""", "main under firm", "\"parent\":\"firm\"")]
    [InlineData("""{"parent":null}""", "main under nothing", "\"parent\":null")]
    public async Task A_parent_is_set_and_removed(string body, string asked, string told)
    {
        await using var silo = await FakeSilo.Start();

        var answer = await Http.PutAsync(new Uri(silo.Address, "/api/portfolios/main/parent"), Json(body), Token);

        Assert.Equal((HttpStatusCode.OK, asked), (answer.StatusCode, silo.Client.LastAsked));
        Assert.Contains(told, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_arrive_as_a_tree()
    {
        await using var silo = await FakeSilo.Start();
        silo.Client.Branch = new()
        {
            Portfolio = "firm",
            Parent = null,
            Children = [new() { Portfolio = "desk", Parent = "firm", Children = [new() { Portfolio = "main", Parent = "desk", Children = [] }] }],
        };

        var text = await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/firm/children"), Token);

        var firm = JsonSerializer.Deserialize<PortfolioBranch>(text, BallastJson.Options)!;
        Assert.Equal(("firm", "desk", "main"), (firm.Portfolio, firm.Children.Single().Portfolio, firm.Children[0].Children.Single().Portfolio));
    }

    [Fact]
    public async Task A_report_arrives_with_every_digit_and_its_differences_come_back()
    {
        await using var silo = await FakeSilo.Start();

        var answer = await Http.PostAsync(new Uri(silo.Address, "/api/portfolios/main/reconciliation"), Json(Report), Token);

        var report = silo.Client.LastReport!;
        Assert.Equal(("main", new Instant(1_723_161_255_088_230), "kraken", true), (report.Account, report.At, report.Exchange, report.IgnoreBelowLot));
        Assert.Equal([new(new InstrumentId("kraken", "ETH/USD"), -9007199254740993.123456789m, 1.5m)], report.Positions!);
        Assert.Equal([new("BTC", 0m)], report.Balances!);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("\"difference\":-9007199254740993.123456789", text, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"no contract terms for kraken/ETH/USD\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposals_are_booked_by_their_ids()
    {
        await using var silo = await FakeSilo.Start();

        var answer = await Http.PostAsync(
            new Uri(silo.Address, "/api/portfolios/main/reconciliation/apply"), Json($$"""{"report":{{Report}},"adjustmentIds":["a1"]}"""), Token);

        Assert.Contains("\"tradeId\":\"a1\",\"outcome\":\"recorded\"", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "curve?from=yesterday", "", "from is 'yesterday'")]
    [InlineData("GET", "curve?resolution=hour", "", "resolution is 'hour'")]
    [InlineData("PUT", "day-boundary", """{"boundary":"25:00"}""", "boundary is '25:00'")]
    [InlineData("PUT", "day-boundary", """{}""", "boundary is missing")]
    [InlineData("PUT", "day-boundary", """[]""", "must be a JSON object")]
    [InlineData("PUT", "parent", """{}""", "parent is missing; it must be a text, or null for none")]
    [InlineData("PUT", "parent", """{"parent":7}""", "parent is 7; it must be a text, or null for none")]
    [InlineData("PUT", "parent", """["firm"]""", "must be a JSON object")]
    [InlineData("POST", "reconciliation", """nonsense""", "not JSON")]
    [InlineData("POST", "reconciliation", """{"account":1}""", "account is 1; it must be a text")]
    [InlineData("POST", "reconciliation", """{"account":"a","at":"x"}""", "at is \"x\"; it must be a time")]
    [InlineData("POST", "reconciliation", """{"account":"a","at":"2024-08-08","positions":[{"instrument":"kraken/X","quantity":"1x"}]}""", "positions[0].quantity is \"1x\"; it must be a number")]
    [InlineData("POST", "reconciliation", """{"account":"a","at":"2024-08-08","positions":[7]}""", "positions[0] is 7; it must be an object")]
    [InlineData("POST", "reconciliation", """{"account":"a","at":"2024-08-08","balances":[]}""", "exchange is ''")]
    [InlineData("POST", "reconciliation", """{"account":"a","at":"2024-08-08"}""", "positions and balances are both missing")]
    [InlineData("POST", "reconciliation/apply", """{"adjustmentIds":[]}""", "report is missing; it must be an object")]
    public async Task A_request_that_cannot_be_read_is_told_key_and_value(string method, string path, string body, string told)
    {
        await using var silo = await FakeSilo.Start();
        using var request = new HttpRequestMessage(new(method), new Uri(silo.Address, $"/api/portfolios/main/{path}"));
        request.Content = body.Length == 0 ? null : Json(body);

        var answer = await Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Contains(told, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
