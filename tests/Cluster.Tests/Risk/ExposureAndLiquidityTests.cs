using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Risk.Exposure;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Risk;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Liquidity = Ballast.Domain.Risk.Liquidity.LiquidityFigures;

namespace Ballast.Cluster.Tests.Risk;

public sealed class ExposureAndLiquidityTests(BallastCluster cluster)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly InstrumentId _perpetual = cluster.SomePerpetual();
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));
    private readonly Instant _start = new((Some.Now.Micros / Instant.PerSecond * Instant.PerSecond) - (5 * Instant.PerSecond));

    [Fact]
    public async Task A_portfolio_of_real_grains_is_exposed_to_what_it_holds_and_what_it_paid()
    {
        var coin = BallastCluster.Unique("COIN");
        var spot = cluster.SomeSpot(coin, "USDT");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_perpetual, 109, 111), Some.Snapshot(spot, 3, 5));
        await cluster.WaitForRate(coin, "USDT", rate => rate == 4m);
        await Record(Some.Fill(_perpetual, _portfolio.Name, "p", 100, 2, Side.Sell));
        await Record(Some.Fill(spot, _portfolio.Name, "s", 3, 10) with { Fee = 1, FeeAsset = "USDT" });

        var exposure = await Service<PortfolioExposure>().Of(await Marked(2), await cluster.Fx.GetTable());

        // Short 2 at 100, mark 110: a loss of 20. 10 coins for 30 and a fee of 1, worth 40.
        AssetExposure Of(string asset) => exposure.Assets.Single(a => a.Asset == asset);
        Assert.Equal((-2m, 10m), (Of("BTC").Net, Of(coin).Net));
        Assert.Equal((220m, -51m, 40m), (Of("USDT").Derivatives, Of("USDT").Cash, Of(coin).NetValue));
        Assert.Equal((260m, -180m), (exposure.GrossNotional, exposure.NetNotional));
        Assert.Equal([-31m, -20m], exposure.Accounts.OrderBy(a => a.Exchange == _perpetual.Exchange).Select(a => a.Cash.Single().Amount!.Value));
        Assert.All(exposure.Accounts, account => Assert.Contains("Risk:Margin:Collateral does not name", account.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terms_that_nobody_knows_any_more_are_said_to_be_missing()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_perpetual, 99, 101));
        await Record(Some.Fill(_perpetual, _portfolio.Name, "p"));
        var gone = new InstrumentId(BallastCluster.Unique("venue"), "GONE");
        var view = await Marked(1);
        view = view with { Positions = [.. view.Positions, view.Positions[0] with { Instrument = gone }] };

        var exposure = await Service<PortfolioExposure>().Of(view, await cluster.Fx.GetTable());

        Assert.Contains($"the terms of {gone} are not known", exposure.Missing);
        Assert.Null(exposure.GrossNotional);
        Assert.Equal(1m, exposure.Assets.Single(a => a.Asset == "BTC").Net);
    }

    [Fact]
    public async Task Closing_costs_what_the_instruments_own_book_takes_now()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Book(0), Book(1), Trade(1.5), Book(2), Trade(2.5), Book(3));
        await Record(Some.Fill(_perpetual, _portfolio.Name, "p", 100, 3));

        var liquidity = await Read(await Marked(1));

        // 1 at 99 and 2 at 98, 5 off the mid; spread 2 % of 300; 20 traded in 3 s, of which a tenth may be ours.
        var leg = liquidity.Legs.Single();
        Assert.Equal((3m, 0m, 5, null), (leg.Visible, leg.Residual, leg.Cost, leg.Reason?.Split("; ").SingleOrDefault(r => !r.StartsWith("trades are seen only since", StringComparison.Ordinal))));
        Assert.Equal(3, leg.SpreadCost!.Value, 1e-6);
        Assert.Equal(TimeSpan.FromSeconds(4.5), leg.CloseOut);
        Assert.Equal((5, 105), (liquidity.Cost, liquidity.ValueAtRisk));
        Assert.Equal(103, liquidity.SpreadValueAtRisk!.Value, 1e-6);
        Assert.Equal(100, liquidity.CloseOutValueAtRisk!.Value, 1e-9);
    }

    [Fact]
    public async Task What_is_beyond_visible_depth_and_a_book_that_is_stale_are_told_and_cost_nothing()
    {
        var other = cluster.SomePerpetual();
        var feed = await cluster.StartFeed();
        await feed.Publish(Book(0), Book(1), Some.Snapshot(other, 99, 101, At(1)));
        await Record(Some.Fill(_perpetual, _portfolio.Name, "p", 100, 30, Side.Sell));
        await Record(Some.Fill(other, _portfolio.Name, "o"));
        var view = await Marked(2);
        await feed.Publish(new Disconnect { Instrument = other, VenueTime = At(2), ReceivedAt = At(2) });

        var liquidity = await Read(view);

        var (short30, stale) = (liquidity.Legs.Single(leg => leg.Instrument == _perpetual), liquidity.Legs.Single(leg => leg.Instrument == other));
        Assert.Equal((3m, 27m, 5), (short30.Visible, short30.Residual, short30.Cost));
        Assert.Contains("27 of 30 are beyond visible depth", short30.Reason, StringComparison.Ordinal);
        Assert.Equal((null, 0m), (stale.Cost, stale.Visible));
        Assert.Contains("the book is stale: something was missed", stale.Reason, StringComparison.Ordinal);
        Assert.Equal((null, 5, null), (liquidity.Cost, liquidity.PartialCost, liquidity.ValueAtRisk));
    }

    private async Task<LiquidityFigures> Read(PortfolioView view) =>
        await Service<PortfolioLiquidity>().Read(view, await cluster.Fx.GetTable(), 100, Hour);

    private T Service<T>()
        where T : notnull => cluster.Silos.First().GetRequiredService<T>();

    private Instant At(double seconds) => _start + TimeSpan.FromSeconds(seconds);

    private BookChange Book(double second) => Some.Snapshot(_perpetual, 99, 101, At(second)) with { Bids = [new(99, 1), new(98, 2)], Asks = [new(101, 1), new(102, 2)] };

    private Trade Trade(double second) => Some.Trade(_perpetual, "t") with { VenueTime = At(second), ReceivedAt = At(second), Amount = 10 };

    private Task Record(Fill fill) => cluster.Inventory(fill.Instrument).RecordEvents(_portfolio, [fill]);

    private Task<PortfolioView> Marked(int positions) => cluster.Portfolio(_portfolio.Name).Until(
        view => view.Complete && view.Positions.Count == positions && view.Positions.All(p => p.Mark is not null), "the marked positions");
}
