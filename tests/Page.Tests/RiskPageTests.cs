using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Risk;
using Microsoft.Playwright;
using Xunit;

namespace Ballast.Page.Tests;

public sealed class RiskPageTests(PageBrowser browser)
{
    [Fact]
    public async Task Methods_components_exposure_stresses_backtests_and_liquidity_are_shown()
    {
        await using var silo = await FakeSilo.Start(Some.Portfolio(), SomeRisk.Full());
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await LivePage.Shows(Cell(page, "method", "historical", "var"), "412.25");
        await LivePage.Shows(Cell(page, "method", "cornish-fisher", "es"), "700.25");
        await LivePage.Shows(Cell(page, "component", "bitmex/XBTUSD", "es"), "-70");
        await LivePage.Shows(Cell(page, "component", "binance/BTCUSDT", "incremental"), "300");
        await LivePage.Shows(Cell(page, "component", "balances", "exposure"), "28288.25");
        await LivePage.Shows(Cell(page, "component", "balances", "es"), "210.75");
        await LivePage.Shows(Cell(page, "asset", "BTC", "net"), "0.56");
        await LivePage.Shows(Cell(page, "stress", "prices -50%", "pnl"), "-17000");
        await LivePage.Shows(Cell(page, "backtest", "historical", "exceptions"), "9");
        await LivePage.Shows(Cell(page, "backtest", "historical", "frequency"), "0.106");
        await LivePage.Shows(Cell(page, "backtest", "historical", "zone"), "yellow");
        await LivePage.Shows(Detail(page, "lvar"), "424.75");
        await LivePage.Shows(Detail(page, "gross"), "57925.875");
        await Assertions.Expect(Cell(page, "method", "monte-carlo", "var")).ToContainTextAsync("± 3.50");
        await Assertions.Expect(Detail(page, "close-out")).ToHaveTextAsync("00:01:35");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_is_not_known_of_them_is_a_dash_with_its_reason()
    {
        await using var silo = await FakeSilo.Start(Some.Portfolio(), SomeRisk.Full());
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await LivePage.ShowsNone(Cell(page, "method", "student-t", "var"), "the series has <b>no</b> fat tails");
        await LivePage.ShowsNone(Cell(page, "component", "bitmex/XBTUSD", "normal"));
        await LivePage.ShowsNone(Cell(page, "asset", "EUR", "value"), "no fresh rate from EUR to USD");
        await LivePage.ShowsNone(Cell(page, "stress", "outage bitmex", "pnl"), "the cash of bitmex is not known");
        await LivePage.ShowsNone(Cell(page, "backtest", "normal", "exceptions"), "no forecast has an outcome yet");
        await LivePage.ShowsNone(Detail(page, "spread-lvar"), "binance/BTCUSDT: no history of spreads");
        await Assertions.Expect(Cell(page, "method", "cornish-fisher", "note")).ToContainTextAsync("outside the domain of Cornish-Fisher");
    }

    [Fact]
    public async Task Worst_stresses_come_first_and_unknown_ones_last()
    {
        var risk = SomeRisk.Full() with
        {
            Stress = [.. Enumerable.Range(1, 8).Select(i => SomeRisk.Stress(new() { Name = $"s{i}", Kind = StressKind.Shock }, i == 3 ? null : i % 2 == 0 ? -i : i))],
        };
        await using var silo = await FakeSilo.Start(Some.Portfolio(), risk);
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await Assertions.Expect(page.Page.Locator("#stress-rows th")).ToHaveTextAsync(["s8", "s6", "s4", "s2", "s1"]);
    }

    [Fact]
    public async Task Risk_without_detail_shows_no_empty_tables()
    {
        await using var silo = await FakeSilo.Start();
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await LivePage.Shows(page.Field("var"), "412.25");
        await Assertions.Expect(page.Page.Locator("#risk-detail")).ToBeHiddenAsync();
    }

    private static ILocator Cell(LivePage page, string kind, string key, string name) =>
        page.Page.Locator($"tr[data-{kind}='{key}'] [data-field='{name}']");

    private static ILocator Detail(LivePage page, string name) => page.Page.Locator($"#risk-detail [data-field='{name}']");
}
