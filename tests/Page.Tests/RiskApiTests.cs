using System.Net;
using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Silo.Web;
using Xunit;

namespace Ballast.Page.Tests;

public sealed class RiskApiTests
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inputs_arrive_with_every_digit_and_a_missing_sample_is_null()
    {
        await using var silo = await FakeSilo.Start();

        var text = await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main/risk/inputs"), Token);

        Assert.Contains("\"quantity\":0.123456789012345678", text, StringComparison.Ordinal);
        Assert.Contains("\"firstIndex\":17,\"mids\":[61000.5,null,61234.5]", text, StringComparison.Ordinal);
        Assert.Contains("\"stepMicros\":1000000", text, StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize<RiskInputs>(text, BallastJson.Options)!;
        Assert.Equal([61_000.5, double.NaN, 61_234.5], read.Samples[0].Mids);
        Assert.Equal(SomeRisk.Inputs().Settings, read.Settings);
    }

    [Fact]
    public async Task Scenarios_of_every_kind_are_run_in_the_order_given()
    {
        await using var silo = await FakeSilo.Start();

        var answer = await Post(silo, """
            {"scenarios":[
              {"name":"gap","kind":"shock","shocks":[{"target":"BTC","move":-0.3},{"target":"*","move":-0.2}]},
              {"name":"night","kind":"window","from":"2024-08-05T00:00:00Z","to":"2024-08-05T06:00:00Z"},
              {"name":"gone","kind":"venueOutage","exchange":"bitmex"},
              {"name":"peg","kind":"depeg","shocks":[{"target":"USDT","move":-0.1}]},
              {"name":"funding","kind":"fundingSpike","size":0.01,"periods":3},
              {"name":"wide","kind":"spreadWidening","size":10}]}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var asked = silo.Client.LastStress!;
        Assert.Equal(Enum.GetValues<StressKind>(), asked.Select(scenario => scenario.Kind));
        Assert.Equal([new("BTC", -0.3), new("*", -0.2)], asked[0].Shocks);
        Assert.Equal((new Instant(1_722_816_000_000_000), "bitmex", 0.01, 3), (asked[1].From, asked[2].Exchange, asked[4].Size, asked[4].Periods));
        Assert.Contains("\"pnl\":-1.5", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "scenarios is missing; it must be an array of objects.")]
    [InlineData("""{"scenarios":[]}""", "scenarios holds 0; it must hold from 1 to 100.")]
    [InlineData("""{"scenario":[]}""", "scenario is not known; known are scenarios.")]
    [InlineData("""{"scenarios":[{"name":"a","kind":"crash"}]}""", "scenarios[0].kind is \"crash\"; it must be shock, window, venueOutage, depeg, fundingSpike, spreadWidening.")]
    [InlineData("""{"scenarios":[{"name":"a","kind":"shock","shock":[]}]}""", "scenarios[0].shock is not known; known are name, kind, shocks, from, to, exchange, size, periods.")]
    [InlineData("""{"scenarios":[{"name":"a","kind":"shock","shocks":[{"target":"BTC","move":"x"}]}]}""", "scenarios[0].shocks[0].move is \"x\"; it must be a number.")]
    [InlineData("""{"scenarios":[{"name":"a","kind":"shock","shocks":[{"target":"BTC","move":-1}]}]}""", "scenarios[0]: Move -1 of BTC must be a finite number above -1, e.g. -0.3.")]
    [InlineData("""{"scenarios":[{"name":"a","kind":"fundingSpike","size":0.1,"periods":1.5}]}""", "scenarios[0].periods is 1.5; it must be a whole number.")]
    [InlineData("""{"scenarios":[{"name":"a","kind":"window","from":"soon"}]}""", "scenarios[0].from is \"soon\"; it must be a time in ISO 8601")]
    public async Task A_mistake_is_answered_with_its_key_and_value(string body, string told)
    {
        await using var silo = await FakeSilo.Start();

        var answer = await Post(silo, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(told, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Post(FakeSilo silo, string body) => Http.PostAsync(
        new Uri(silo.Address, "/api/portfolios/main/stress"), new StringContent(body, Encoding.UTF8, "application/json"), Token);
}
