using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Inventory;

public sealed class MarkTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));

    private IInventoryGrain Inventory => cluster.Inventory(_instrument);

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    [Fact]
    public async Task A_position_is_marked_at_the_mid_of_its_book()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 109, 111));

        var position = (await Record("t1")).Positions[0];

        Assert.Equal((110m, MarkSource.Mid, 10m, 10m), (position.Mark, position.MarkSource, position.Unrealized, position.Total));
    }

    [Fact]
    public async Task A_position_follows_the_mid()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 109, 111));
        await Record("t1");

        await feed.Publish(Some.Snapshot(_instrument, 119, 121));

        var view = await Portfolio.Until(p => p.Positions is [{ Mark: 120m }], "the mark at 120");
        Assert.Equal((true, 20m), (view.Complete, view.Total));
    }

    [Fact]
    public async Task The_exchange_mark_beats_the_mid()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 109, 111));
        await Record("t1");

        await feed.Publish(Some.Ticker(_instrument, 130));

        var view = await Portfolio.Until(p => p.Positions is [{ MarkSource: MarkSource.Exchange }], "the exchange mark");
        Assert.Equal(130m, view.Positions[0].Mark);
    }

    [Fact]
    public async Task A_mark_published_before_the_first_fill_counts()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 109, 111), Some.Ticker(_instrument, 130));

        var position = (await Record("t1")).Positions[0];

        Assert.Equal((130m, MarkSource.Exchange), (position.Mark, position.MarkSource));
    }

    [Fact]
    public async Task A_mark_counts_although_a_liquidation_came_after_it()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Ticker(_instrument, 130));
        await Record("t1");

        // With no book the inventory first hears of the feed by this batch, whose sequence shows that one is missing.
        await feed.Publish(Some.Liquidation(_instrument));

        var view = await Portfolio.Until(p => p.Positions is [{ MarkSource: MarkSource.Exchange }], "the exchange mark");
        Assert.Equal(130m, view.Positions[0].Mark);
    }

    [Fact]
    public async Task A_ticker_of_an_older_epoch_is_ignored()
    {
        await Record("t1");
        await cluster.PublishTicker(Some.Batch("direct/0", 2, 1, _instrument, Some.Ticker(_instrument, 130)));
        await Portfolio.Until(p => p.Positions is [{ Mark: 130m }], "the mark at 130");

        await cluster.PublishTicker(Some.Batch("direct/0", 1, 9, _instrument, Some.Ticker(_instrument, 55)));
        await cluster.PublishTicker(Some.Batch("direct/0", 2, 2, _instrument, Some.Liquidation(_instrument)));
        var marks = new List<decimal?>();
        await cluster.PublishTicker(Some.Batch("direct/0", 2, 3, _instrument, Some.Ticker(_instrument, 131)));
        await Portfolio.Until(
            p =>
            {
                marks.Add(p.Positions[0].Mark);
                return marks[^1] == 131m;
            },
            "the mark at 131");

        Assert.DoesNotContain(55m, marks);
    }

    [Fact]
    public async Task An_instrument_is_marked_by_the_sources_configured_for_it()
    {
        var traded = cluster.Perpetual(BallastCluster.MarkedByTrade);
        var feed = await cluster.StartFeed();
        var at = Some.Now - TimeSpan.FromSeconds(10);
        await feed.Publish(Some.Snapshot(traded, 109, 111, at) with { Asks = [new(111, 3)] }, Some.Ticker(traded, 130));
        var inventory = cluster.Inventory(traded);

        var weighted = (await inventory.RecordEvents(_portfolio, [Some.Fill(traded, _portfolio.Name, "t1")])).Position!.Positions[0];
        await feed.Publish(Some.Trade(traded, "public") with { Price = 107 }, Some.Snapshot(traded, 209, 211));
        await cluster.Book(traded).Flush();
        var last = (await inventory.GetPosition(_portfolio))!.Positions[0];

        Assert.Equal((109.5m, MarkSource.WeightedMid, at), (weighted.Mark, weighted.MarkSource, weighted.MarkTime));
        Assert.InRange(weighted.MarkAge!.Value, TimeSpan.FromSeconds(10), Some.Now - at);
        Assert.Equal((107m, MarkSource.LastTrade), (last.Mark, last.MarkSource));
    }

    [Fact]
    public async Task A_position_without_a_mark_has_no_total_and_says_why()
    {
        var position = (await Record("t1")).Positions[0];

        Assert.Equal((null, null, MarkSource.None, "no mark yet"), (position.Total, position.Mark, position.MarkSource, position.Reason));
        Assert.Null(position.MarkAge);
    }

    [Fact]
    public async Task A_reactivated_inventory_has_its_mark_again()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 109, 111), Some.Ticker(_instrument, 130));
        await Record("t1");

        await cluster.Deactivate(Inventory);

        Assert.Equal(130m, (await Inventory.GetPosition(_portfolio))!.Positions[0].Mark);
    }

    [Fact]
    public async Task Every_mid_reaches_a_subscriber_in_order()
    {
        var name = BallastCluster.Unique("probe");
        var probe = cluster.Grains.GetGrain<IMidProbe>(name);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        var registration = await probe.Watch(_instrument);
        Assert.Equal([100.0], registration.Current!.Changes.Select(change => change.Mid));
        Assert.Equal(feed.Feed, registration.Feed);

        // Held from its first message on: everything after that one is pending when the book is drained.
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Probes.Hold(name, release.Task);
        await feed.Publish(Enumerable.Range(1, 300).Select(i => Some.Snapshot(_instrument, 99 + i, 101 + i)));
        release.SetResult();
        await cluster.Book(_instrument).Flush();

        var mids = new List<double>();
        var next = registration.Current.FirstChange + 1;
        while (cluster.Probes.Of(name).Reader.TryRead(out var update))
        {
            Assert.True(update.Changes.Length == 0 || update.FirstChange == next, $"change {update.FirstChange} came where {next} was due");
            Assert.Null(update.Thinned);
            next += update.Changes.Length;
            mids.AddRange(update.Changes.Select(change => change.Mid));
        }

        Assert.Equal(Enumerable.Range(1, 300).Select(i => 100.0 + i), mids);
    }

    [Fact]
    public async Task A_subscriber_that_mids_are_on_their_way_to_is_told_so_and_not_what_holds_now()
    {
        var name = BallastCluster.Unique("probe");
        var probe = cluster.Grains.GetGrain<IMidProbe>(name);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await probe.Watch(_instrument);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Probes.Hold(name, release.Task);
        await feed.Publish(Some.Snapshot(_instrument, 109, 111));

        var behind = await probe.Watch(_instrument);
        release.SetResult();
        await cluster.Book(_instrument).Flush();
        var level = await probe.Watch(_instrument);

        Assert.Equal((true, null), (behind.Behind, behind.Current));
        Assert.Equal((false, 110.0), (level.Behind, level.Current!.Changes[0].Mid));
        Assert.Equal((110.0, level.Current.VenueTime), (level.Current.Marks[0].Mid, level.Current.Marks[0].MidAt));
    }

    private async Task<PositionPush> Record(string id) =>
        (await Inventory.RecordEvents(_portfolio, [Some.Fill(_instrument, _portfolio.Name, id)])).Position!;
}
