using Ballast.Domain.Pnl.Reconciliation;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Silo.Storage;

namespace Ballast.Cluster.Tests.Portfolios;

public sealed class PortfolioTreeTests(BallastCluster cluster)
{
    private readonly string _firm = BallastCluster.Unique("firm");
    private readonly string _region = BallastCluster.Unique("region");
    private readonly string _desk = BallastCluster.Unique("desk");
    private readonly string _other = BallastCluster.Unique("desk");
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_firm_shows_the_union_of_all_portfolios_below_it_and_what_leaves_is_gone()
    {
        await Build();
        var view = await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions");

        // Each is bought at 100: 1 and 2 of the first at 110, 1 of the second at 80, and the firm's own.
        Assert.Equal((15m, 15m), (view.Total, view.TotalsBySettle["USDT"]));
        Assert.Equal([_desk, _other, _firm], view.Positions.Where(p => p.Instrument == _first).Select(p => p.Portfolio).Order(StringComparer.Ordinal));
        Assert.True(view.Attribution!.Holds);

        await cluster.Client.SetParent(_other, null, Token);
        var after = await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 2 }, "two positions");
        Assert.DoesNotContain(after.Positions, p => p.Portfolio == _other);
    }

    [Fact]
    public async Task After_reactivation_of_parent_and_child_the_view_is_as_before()
    {
        await Build();
        var before = await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions");
        await cluster.Deactivate(cluster.Portfolio(_region));
        await cluster.Deactivate(cluster.Portfolio(_firm));
        await cluster.Deactivate(cluster.Portfolio(_desk));

        var after = await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions again");

        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal(before.Total, after.Total);
    }

    [Fact]
    public async Task A_member_that_does_not_answer_is_named_with_the_way_to_it()
    {
        await Build();
        await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions");
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.OnOpen(_second, () => release.Task);
        await cluster.Deactivate(cluster.Inventory(_second));
        await cluster.Deactivate(cluster.Portfolio(_other));

        var waiting = await cluster.Portfolio(_firm).Until(p => !p.Complete && p.MissingBelow.Any(m => m.Contains(": ", StringComparison.Ordinal)), "an incomplete view");
        Assert.Contains($"{_region}: {_other}: {_second} has not answered", waiting.MissingBelow);
        Assert.Null(waiting.Total);

        release.SetResult();
        await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "the answer");
    }

    [Fact]
    public async Task A_circle_is_refused_with_its_path_and_changes_nothing()
    {
        await cluster.Client.SetParent(_desk, _region, Token);
        await cluster.Client.SetParent(_region, _firm, Token);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.SetParent(_firm, _desk, Token));
        Assert.Contains($"{_desk} in {_region} in {_firm}", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.SetParent(_firm, _firm, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.SetParent(_firm, " ", Token));

        var firm = await cluster.Client.GetChildren(_firm, Token);
        Assert.Equal((null, _region, _desk), (firm.Parent, firm.Children.Single().Portfolio, firm.Children[0].Children.Single().Portfolio));
    }

    [Fact]
    public async Task A_link_that_nobody_was_told_of_counts_within_seconds()
    {
        await Build();
        await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions");
        var tree = new RedisPortfolioTree(cluster.Redis.Multiplexer, TimeProvider.System);

        await tree.SetParent(_other, null, Token);
        await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 2 }, "two positions");
        await tree.SetParent(_other, _firm, Token);

        var view = await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions again");
        Assert.Equal(15m, view.Total);
    }

    [Fact]
    public async Task A_venue_is_compared_with_a_portfolio_s_own_positions_not_those_below_it()
    {
        await Build();
        await cluster.Portfolio(_firm).Until(p => p is { Complete: true, Positions.Count: 4 }, "four positions");
        VenueReport report = new() { Account = "main", At = Some.Now, Positions = [new(_first, 0.5m)] };

        Assert.Empty(await cluster.Client.Reconcile(_firm, report, Token));

        report = report with { Positions = [new(_first, 0.75m)] };
        var found = Assert.Single(await cluster.Client.Reconcile(_firm, report, Token));
        Assert.Equal((0.5m, 0.25m), (found.Ours, found.Proposed!.Quantity));
        await cluster.Client.ApplyReconciliation(_firm, report, [found.Proposed.AdjustmentId], Token);

        var after = await cluster.Portfolio(_firm).Until(p => p.Positions.Any(held => held.Portfolio == _firm && held.Quantity == 0.75m), "the adjustment");
        Assert.Equal([1m, 2m], after.Positions.Where(p => p.Instrument == _first && p.Portfolio != _firm).Select(p => p.Quantity).Order());
        Assert.Empty(await cluster.Client.Reconcile(_firm, report, Token));
    }

    private async Task Build()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_first, 109, 111), Some.Snapshot(_second, 79, 81));
        await cluster.Client.SetParent(_desk, _region, Token);
        await cluster.Client.SetParent(_region, _firm, Token);
        await cluster.Client.SetParent(_other, _region, Token);
        await Record(_first, _firm, 0.5m);
        await Record(_first, _desk, 1m);
        await Record(_first, _other, 2m);
        await Record(_second, _other, 1m);
    }

    private Task Record(InstrumentId instrument, string portfolio, decimal quantity) =>
        cluster.Inventory(instrument).RecordEvents(new(portfolio), [Some.Fill(instrument, portfolio, $"{portfolio} {instrument}", quantity: quantity)]);
}
