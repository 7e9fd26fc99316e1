using Ballast.Domain.Pnl.Fx;

namespace Ballast.Cluster.Tests.Fx;

public sealed class FxTests(BallastCluster cluster)
{
    private readonly string _coin = BallastCluster.Unique("COIN");

    [Fact]
    public async Task A_spot_mid_is_a_rate_both_ways()
    {
        var spot = cluster.SomeSpot(_coin, "USDT");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5));

        var table = await cluster.WaitForRate(_coin, "USDT", rate => rate == 4m);

        Assert.Equal(0.25m, table.Convert("USDT", _coin)!.Rate);
        Assert.Equal(spot, table.Quotes.Single(quote => quote.Base == _coin).Source);
    }

    [Fact]
    public async Task A_stale_rate_is_missing()
    {
        var spot = cluster.SomeSpot(_coin, "USDT");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, Some.Now - TimeSpan.FromMinutes(2)));
        await Known(spot);

        var table = await cluster.Fx.GetTable();

        Assert.Null(table.Convert(_coin, "USDT"));
        Assert.Equal(4m, table.Quotes.Single(quote => quote.Base == _coin).Mid);
    }

    [Fact]
    public async Task Of_two_venues_with_one_pair_the_first_by_id_counts_and_a_fresh_one_beats_an_old_one()
    {
        var (first, second) = (cluster.SomeSpot(_coin, "USDT"), cluster.SomeSpot(_coin, "USDT"));
        var (early, late) = first < second ? (first, second) : (second, first);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(early, 3, 5, Some.Now - TimeSpan.FromMinutes(2)), Some.Snapshot(late, 5, 7));
        await Known(early);
        await Known(late);
        Assert.Equal(6m, (await cluster.Fx.GetTable()).Convert(_coin, "USDT")!.Rate);

        await feed.Publish(Some.Snapshot(early, 3, 5.5));
        await Known(early);

        Assert.Equal(4.25m, (await cluster.Fx.GetTable()).Convert(_coin, "USDT")!.Rate);
    }

    [Fact]
    public async Task A_live_book_without_a_mid_does_not_confirm_the_rate_it_had()
    {
        var spot = cluster.SomeSpot(_coin, "USDT");
        var feed = await cluster.StartFeed();
        var start = Some.Now - TimeSpan.FromSeconds(30);
        await feed.Publish(Some.Snapshot(spot, 3, 5, start));
        await Known(spot);

        // The bid goes; the book stays live with asks only.
        await feed.Publish(Some.Bid(spot, 3, 0, start + TimeSpan.FromSeconds(10)));
        await feed.Publish(Some.Bid(spot, 2, 0, start + TimeSpan.FromSeconds(20)));
        await Known(spot);

        // It held until the bid went, and not a moment longer.
        Assert.Equal(
            start + TimeSpan.FromSeconds(10), (await cluster.Fx.GetTable()).Quotes.Single(quote => quote.Base == _coin).AsOf);
    }

    [Fact]
    public async Task The_version_of_the_table_rises_with_a_rate()
    {
        var spot = cluster.SomeSpot(_coin, "USDT");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5));
        var before = await cluster.WaitForRate(_coin, "USDT", rate => rate == 4m);

        await feed.Publish(Some.Snapshot(spot, 5, 7));
        var after = await cluster.WaitForRate(_coin, "USDT", rate => rate == 6m);

        Assert.True(after.Version > before.Version, $"version {after.Version} after {before.Version}");
    }

    [Fact]
    public async Task A_watch_has_the_table_now_and_a_new_one_after_each_change()
    {
        var spot = cluster.SomeSpot(_coin, "USDT");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5));
        await cluster.WaitForRate(_coin, "USDT", rate => rate == 4m);
        await using var tables = cluster.Fx.Watch(TestContext.Current.CancellationToken).WithBatchSize(1).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await tables.MoveNextAsync());
        Assert.Equal(4m, tables.Current.Convert(_coin, "USDT")!.Rate);
        var first = tables.Current;

        await feed.Publish(Some.Snapshot(spot, 5, 7));

        do
        {
            Assert.True(await tables.MoveNextAsync().AsTask().WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken));
        }
        while (tables.Current.Convert(_coin, "USDT")?.Rate != 6m);
        Assert.True(tables.Current.Version > first.Version);
    }

    /// <summary>The FX grain has taken what the book knows.</summary>
    private async Task Known(InstrumentId spot)
    {
        await cluster.Fx.Need([_coin]);
        await cluster.Fx.Add(spot);
        await cluster.Book(spot).Flush();
    }
}
