using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Silo;
using Microsoft.Playwright;
using Xunit;

namespace Ballast.Page.Tests;

public sealed class LivePageTests(PageBrowser browser)
{
    [Fact]
    public async Task The_page_shows_the_figures_to_the_last_digit()
    {
        await using var silo = await FakeSilo.Start();
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        // Past 2^53, where a double would have lost the odd unit and every fraction digit.
        await LivePage.Shows(page.Field("total"), "9007199254740993.123456789");
        Assert.Equal("+9,007,199,254,740,993.12", await page.Field("total").InnerTextAsync());
        await LivePage.Shows(page.Field("realized"), "131.02");
        await LivePage.Shows(page.Field("unrealized"), "778.9");
        await LivePage.Shows(page.Field("fees"), "7.9365");
        await LivePage.Shows(page.Cell("binance/BTCUSDT", "averageEntry"), "60000.123456789012345678");
        await LivePage.Shows(page.Cell("bitmex/XBTUSD", "total", "mm-1"), "-0.002403348765432109");
        Assert.Equal(-12_000m, await LivePage.Figure(page.Cell("bitmex/XBTUSD", "quantity")));
        Assert.Contains("book mid", await page.Cell("binance/BTCUSDT", "mark").InnerTextAsync(), StringComparison.Ordinal);
        await LivePage.Shows(page.Field("var"), "412.25");
        await LivePage.Shows(page.Field("es"), "530.5");
        await LivePage.Shows(page.Page.Locator("tr[data-book='kraken/ETH/USD'] [data-field=mid]"), "61234.5");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_position_of_a_portfolio_below_names_it()
    {
        var view = Some.Portfolio();
        view = view with { Positions = [view.Positions[0], view.Positions[0] with { Portfolio = "desk <1>", Quantity = 2m }] };
        await using var silo = await FakeSilo.Start(view);
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        var names = page.Page.Locator("#position-rows [data-field='instrument']");
        await Assertions.Expect(names).ToHaveTextAsync(["binance/BTCUSDT", "binance/BTCUSDTdesk <1>"]);
        await Assertions.Expect(names.Nth(1).Locator(".source")).ToHaveTextAsync("desk <1>");
        await LivePage.Shows(page.Page.Locator("tr[data-portfolio='desk <1>'] [data-field='quantity']"), "2");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_figure_that_is_not_known_is_a_dash_with_its_reason()
    {
        var view = Some.Portfolio();
        var unmarked = view.Positions[0] with
        {
            Mark = null, MarkSource = MarkSource.None, Unrealized = null, Total = null, Reason = "no mark: the book is <b>stale</b>",
        };
        view = view with
        {
            Positions = [unmarked, .. view.Positions.Skip(1)],
            Unrealized = null,
            Total = null,
            PartialTotal = 10m,
            Missing = ["binance/BTCUSDT has no mark"],
            Complete = false,
            MissingMembers = [unmarked.Instrument],
        };
        var risk = Some.Risk() with { ValueAtRisk = null, ExpectedShortfall = null, Reason = "12 of 100 observations so far" };
        await using var silo = await FakeSilo.Start(view, risk);
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await LivePage.ShowsNone(page.Field("total"));
        await LivePage.ShowsNone(page.Field("unrealized"));
        await LivePage.ShowsNone(page.Field("var"));
        await LivePage.ShowsNone(page.Field("es"));
        await LivePage.ShowsNone(page.Cell("binance/BTCUSDT", "total"), "no mark: the book is <b>stale</b>");
        await LivePage.ShowsNone(page.Cell("kraken/ETH/USD", "averageEntry"), "flat");
        await Assertions.Expect(page.Field("missing")).ToContainTextAsync("binance/BTCUSDT has no mark");
        await Assertions.Expect(page.Field("risk-reason")).ToContainTextAsync("12 of 100 observations so far");
        await Assertions.Expect(page.Field("complete")).ToContainTextAsync("still waiting for binance/BTCUSDT");
    }

    [Fact]
    public async Task A_fee_without_a_rate_is_a_dash_and_the_rest_is_told()
    {
        var view = Some.Portfolio();
        var charged = view.Positions[0] with
        {
            Fees = null, FeesUnconverted = new Dictionary<string, decimal> { ["BNB"] = 0.01m }, Total = null, Reason = "no rate for fees in BNB",
        };
        var converted = view.Positions[1] with { FallbackFees = 2, LaterRateFees = 1 };
        view = view with { Positions = [charged, converted, .. view.Positions.Skip(2)], Fees = null, Total = null, PartialTotal = 931.61m, Missing = ["binance/BTCUSDT mm-1: no rate for fees in BNB"] };
        await using var silo = await FakeSilo.Start(view);
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await LivePage.ShowsNone(page.Field("fees"));
        await LivePage.ShowsNone(page.Cell("binance/BTCUSDT", "fees"), "no rate for 0.01 BNB");
        await Assertions.Expect(page.Cell("bitmex/XBTUSD", "fees")).ToContainTextAsync("2 at a fallback rate, 1 at a later minute's rate");
        await Assertions.Expect(page.Field("missing")).ToContainTextAsync("no rate for fees in BNB. Known part: 931.61 USD");
    }

    [Fact]
    public async Task A_small_price_or_profit_is_not_shown_as_zero()
    {
        var view = Some.Portfolio();
        var small = view.Positions[2] with { Mark = 0.0000000061235m, MarkSource = MarkSource.Mid, Total = -0.0000000123456m };
        await using var silo = await FakeSilo.Start(view with { Positions = [small] });
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await LivePage.Shows(page.Cell("kraken/ETH/USD", "mark"), "0.0000000061235");
        Assert.StartsWith("0.0000000061235", await page.Cell("kraken/ETH/USD", "mark").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("−0.000000012346", await page.Cell("kraken/ETH/USD", "total").InnerTextAsync());
    }

    [Fact]
    public async Task A_change_appears_without_reloading()
    {
        await using var silo = await FakeSilo.Start();
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        var view = silo.Client.Portfolio;
        silo.Client.Push(view with { Version = 2, Total = -42.5m, Positions = [view.Positions[1] with { Quantity = 3m }] });

        await LivePage.Shows(page.Field("total"), "-42.5");
        Assert.Equal("−42.50", await page.Field("total").InnerTextAsync());
        await LivePage.Shows(page.Cell("bitmex/XBTUSD", "quantity"), "3");
        await Assertions.Expect(page.Cell("binance/BTCUSDT", "quantity")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Figures_grey_out_when_nothing_came_for_five_seconds_and_come_back()
    {
        await using var silo = await FakeSilo.Start();
        await using var page = await browser.Open(silo.Address, withClock: true);
        await page.IsLive();

        silo.Client.Silent = true;
        await page.Pass(TimeSpan.FromSeconds(6));
        await LivePage.Shows(page.Field("status"), "stale");
        await Assertions.Expect(page.Page.Locator("#pnl")).ToHaveCSSAsync("opacity", "0.5");
        await Assertions.Expect(page.Field("status")).ToContainTextAsync("Stale: nothing new for");

        silo.Client.Silent = false;
        silo.Client.Push(silo.Client.Portfolio with { Version = 2, Total = 1m });
        await LivePage.Shows(page.Field("total"), "1");
        await page.IsLive();
    }

    [Fact]
    public async Task The_page_reconnects_by_itself_when_the_silo_is_back()
    {
        var silo = await FakeSilo.Start(port: LoopbackPorts.Free(1)[0]);
        await using var page = await browser.Open(silo.Address, withClock: true);
        await page.IsLive();

        // While its clock stands it cannot go from there to stale before anybody looks.
        await page.StopClock();
        await page.IsLive();
        await silo.DisposeAsync();
        await LivePage.Shows(page.Field("status"), "connecting");
        await page.StartClock();
        await using var next = await FakeSilo.Start(Some.Portfolio() with { Total = 77m }, port: silo.Address.Port);
        await LivePage.Shows(page.Field("total"), "77");
        await page.IsLive();
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(1280, 720)]
    public async Task Nothing_is_wider_than_the_screen(int width, int height)
    {
        await using var silo = await FakeSilo.Start(Some.Portfolio(), SomeRisk.Full());
        await using var page = await browser.Open(silo.Address, width, height);
        await page.IsLive();
        await LivePage.Shows(page.Cell("binance/BTCUSDT", "quantity"), "0.75");
        await LivePage.Shows(page.Page.Locator("tr[data-book='kraken/ETH/USD'] [data-field=state]"), "live");

        Assert.Equal(width, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        if (Environment.GetEnvironmentVariable("BALLAST_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-{width}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task A_portfolio_that_does_not_exist_has_no_figures_and_the_status_says_so()
    {
        await using var silo = await FakeSilo.Start();
        await using var page = await browser.Open(new(silo.Address, "/?portfolio=mian"));

        await LivePage.Shows(page.Field("status"), "trouble");
        await Assertions.Expect(page.Field("status")).ToHaveTextAsync("Portfolio 'mian' has never traded.");
        await LivePage.ShowsNone(page.Field("total"));
        await LivePage.ShowsNone(page.Field("var"));
        await Assertions.Expect(page.Page.Locator("#positions-empty")).ToBeHiddenAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Choosing_another_portfolio_follows_that_one()
    {
        await using var silo = await FakeSilo.Start();
        await using var page = await browser.Open(silo.Address);
        await page.IsLive();

        await page.Field("portfolio").SelectOptionAsync("arb");

        await Assertions.Expect(page.Page).ToHaveURLAsync(new Uri(silo.Address, "/?portfolio=arb").ToString());
        await page.IsLive();
        Assert.Equal("arb", await page.Field("portfolio").InputValueAsync());
    }
}
