using Ballast.Client;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Domain.Risk.Stress;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Clients;

/// <summary>Reads of names that stand for nothing begin no grain.</summary>
public sealed class UnknownNameTests(BallastCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_of_an_unknown_portfolio_or_instrument_is_refused_and_activates_nothing()
    {
        var portfolio = BallastCluster.Unique("mian");
        var instrument = new InstrumentId(BallastCluster.Unique("venue"), "NOSUCH");

        await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetPortfolio(portfolio, Token));
        await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetMarkouts(portfolio, MarkoutDimensions.None, Token));
        await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetLedgers(portfolio, instrument, Token));
        var refused = await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetBook(instrument, 5, Token));
        Assert.Null(await cluster.Client.GetInventory(portfolio, instrument, Token));

        Assert.Equal($"Instrument '{instrument}' has no terms, and no feed publishes it.", refused.Message);
        foreach (var grain in (IAddressable[])
            [cluster.Portfolio(portfolio), cluster.Inventory(instrument), cluster.Book(instrument), cluster.Grains.Instrument(instrument)])
        {
            Assert.Null(await cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain, Token));
        }
    }

    [Fact]
    public async Task Ledgers_that_a_known_portfolio_does_not_have_are_not_found()
    {
        var (portfolio, traded, other) = (BallastCluster.Unique("desk"), cluster.SomePerpetual(), cluster.SomePerpetual());
        await cluster.Client.RecordFills([Some.Fill(traded, portfolio, "t1")], Token);

        Assert.Single((await cluster.Client.GetLedgers(portfolio, traded, Token)).Ledgers);
        var refused = await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetLedgers(portfolio, other, Token));
        Assert.Equal($"Portfolio '{portfolio}' has never traded {other} itself.", refused.Message);
    }

    [Fact]
    public async Task A_stress_on_a_name_that_nothing_has_is_unknown_and_one_on_a_name_not_held_is_zero()
    {
        var (portfolio, traded) = (BallastCluster.Unique("desk"), cluster.SomePerpetual());
        var other = cluster.SomePerpetual();
        await cluster.Client.RecordFills([Some.Fill(traded, portfolio, "t1")], Token);
        var nobody = BallastCluster.Unique("nobody");

        var results = await cluster.Client.RunStress(
            portfolio, [Shock(nobody), Shock($"{nobody}/X"), StressScenarios.Outage(nobody), Shock("USDC"), Shock(other.ToString())], Token);

        Assert.All(results.Take(3), result => Assert.Null(result.Pnl));
        Assert.Equal(
            [$"no asset, instrument or venue '{nobody}' is known", $"no asset, instrument or venue '{nobody}/X' is known", $"no asset, instrument or venue '{nobody}' is known"],
            results.Take(3).Select(result => result.Missing[^1]));
        Assert.All(results.Skip(3), result => Assert.DoesNotContain(result.Missing, missing => missing.StartsWith("no asset, instrument", StringComparison.Ordinal)));

        static StressScenario Shock(string target) => new() { Name = target, Kind = StressKind.Shock, Shocks = [new(target, -0.5)] };
    }

    [Fact]
    public async Task A_portfolio_is_known_once_its_first_fill_is_acknowledged()
    {
        var (portfolio, instrument) = (BallastCluster.Unique("desk"), cluster.SomePerpetual());
        await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetPortfolio(portfolio, Token));

        await cluster.Client.RecordFills([Some.Fill(instrument, portfolio, "t1")], Token);

        Assert.Equal(portfolio, (await cluster.Client.GetPortfolio(portfolio, Token)).Portfolio);
    }

    [Fact]
    public async Task An_instrument_is_known_by_its_stored_terms_and_by_its_fed_book()
    {
        var (defined, fed) = (new InstrumentId(BallastCluster.Unique("venue"), "X"), new InstrumentId(BallastCluster.Unique("venue"), "Y"));
        await cluster.Grains.Instrument(defined).Define(new() { Id = defined, Kind = ContractKind.Spot, Base = "X", Quote = "USDT", Settle = "USDT" });
        await cluster.Deactivate(cluster.Grains.Instrument(defined));
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(fed, 99, 101));

        Assert.Null((await cluster.Client.GetBook(defined, 5, Token)).Mid);
        Assert.Equal(100, (await cluster.Client.GetBook(fed, 5, Token)).Mid);
    }
}
