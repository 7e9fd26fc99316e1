using System.Net;
using Xunit;

namespace Ballast.Page.Tests;

public sealed class MarketMakingApiTests
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Market_making_is_asked_for_with_an_aversion_or_without()
    {
        await using var silo = await FakeSilo.Start();

        Assert.Equal("[]", await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main/market-making"), Token));
        Assert.Null(silo.Client.LastGamma);
        await Http.GetStringAsync(new Uri(silo.Address, "/api/portfolios/main/market-making?gamma=2.5e-3"), Token);
        Assert.Equal(0.0025, silo.Client.LastGamma);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("brave")]
    public async Task An_aversion_that_is_none_is_refused_with_its_value(string gamma)
    {
        await using var silo = await FakeSilo.Start();

        var answer = await Http.GetAsync(new Uri(silo.Address, $"/api/portfolios/main/market-making?gamma={gamma}"), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"gamma is '{gamma}'; it must be a positive number", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
