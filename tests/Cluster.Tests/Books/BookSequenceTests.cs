using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Cluster.Tests.Books;

public class BookSequenceTests(BallastCluster cluster)
{
    private const string Feed = "direct/0";

    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    private IOrderBookGrain Book => cluster.Book(_instrument);

    [Fact]
    public async Task A_snapshot_makes_the_book_live_with_its_levels()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));

        var view = await Book.Until(book => book.State == BookState.Live, "the live book");

        Assert.Equal((100.0, 1L, 1L), (view.Mid, view.Epoch, view.Sequence));
        Assert.Equal([new BookLevel(99, 1)], view.Bids);
        Assert.Equal([new BookLevel(101, 1)], view.Asks);
    }

    [Fact]
    public async Task A_repeated_batch_is_dropped()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 2, _instrument, Some.Bid(_instrument, 99.5, 2)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 2, _instrument, Some.Bid(_instrument, 100, 3)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 3, _instrument, Some.Bid(_instrument, 98, 4)));

        var view = await Book.Until(book => book.Sequence == 3, "sequence 3");

        Assert.Equal([new BookLevel(99.5, 2), new BookLevel(99, 1), new BookLevel(98, 4)], view.Bids);
        Assert.Equal(1, (await Book.GetStatistics()).Dropped);
    }

    [Fact]
    public async Task A_delayed_batch_of_the_old_epoch_changes_nothing()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 2, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 7, _instrument, Some.Snapshot(_instrument, 10, 20)));
        await cluster.PublishMarket(Some.Batch(Feed, 2, 2, _instrument, Some.Bid(_instrument, 98, 4)));

        var view = await Book.Until(book => book.Sequence == 2, "sequence 2");

        Assert.Equal((BookState.Live, 2L), (view.State, view.Epoch));
        Assert.Equal([new BookLevel(99, 1), new BookLevel(98, 4)], view.Bids);
        Assert.Equal(1, (await Book.GetStatistics()).Dropped);
    }

    [Fact]
    public async Task A_gap_makes_the_book_stale_until_a_snapshot()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 3, _instrument, Some.Bid(_instrument, 100, 5)));

        var stale = await Book.Until(book => book.Sequence == 3, "sequence 3");
        Assert.Equal((BookState.Stale, (double?)null), (stale.State, stale.Mid));
        Assert.Equal([new BookLevel(99, 1)], stale.Bids);

        await cluster.PublishMarket(Some.Batch(Feed, 1, 4, _instrument, Some.Snapshot(_instrument, 100, 102)));
        var live = await Book.Until(book => book.Sequence == 4, "sequence 4");
        Assert.Equal((BookState.Live, 101.0), (live.State, live.Mid));
        Assert.Equal(1, (await Book.GetStatistics()).Gaps);
    }

    [Fact]
    public async Task A_new_epoch_makes_the_book_stale_until_its_snapshot()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        await cluster.PublishMarket(Some.Batch(Feed, 2, 1, _instrument, Some.Trade(_instrument, "t1")));
        var stale = await Book.Until(book => book.Epoch == 2, "epoch 2");
        Assert.Equal(BookState.Stale, stale.State);

        await cluster.PublishMarket(Some.Batch(Feed, 2, 2, _instrument, Some.Snapshot(_instrument, 100, 102)));
        var live = await Book.Until(book => book.Sequence == 2, "sequence 2 of epoch 2");
        Assert.Equal((BookState.Live, 101.0), (live.State, live.Mid));
    }

    [Fact]
    public async Task A_second_feed_of_an_instrument_is_refused()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        await cluster.PublishMarket(Some.Batch("other/0", 9, 1, _instrument, Some.Snapshot(_instrument, 10, 20)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 2, _instrument, Some.Bid(_instrument, 98, 4)));

        var view = await Book.Until(book => book.Sequence == 2, "sequence 2");

        Assert.Equal((BookState.Live, 1L, 100.0), (view.State, view.Epoch, view.Mid));
        Assert.Equal(0, (await Book.GetStatistics()).Gaps);
    }

    [Fact]
    public async Task A_lost_batch_is_mended_by_a_snapshot_of_the_feed()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await feed.Publish(Some.Bid(_instrument, 98, 4));

        cluster.Losses.LoseNext(_instrument);
        await feed.Flush(Some.Bid(_instrument, 97, 6), Some.Bid(_instrument, 96, 1));
        await feed.Flush(Some.Bid(_instrument, 96, 0));
        await feed.Flush(Some.Bid(_instrument, 95, 2));

        var view = await Book.Until(book => book.State == BookState.Live && book.Bids.Length == 4, "the mended book");

        Assert.Equal([new BookLevel(99, 1), new BookLevel(98, 4), new BookLevel(97, 6), new BookLevel(95, 2)], view.Bids);
        Assert.Equal(1, (await Book.GetStatistics()).Gaps);

        // A machine so busy that an acknowledgement takes two seconds has one more sent.
        Assert.InRange((await cluster.FeedGrain(feed.Feed).GetStatus()).Resyncs, 1, 2);
    }

    [Fact]
    public async Task An_event_that_cannot_be_applied_leaves_the_book_stale_and_the_rest_of_its_batch_is_applied()
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 2, _instrument, Some.Bid(_instrument, 98, 1), null!, Some.Bid(_instrument, 97, 1), Some.Trade(_instrument, "after")));

        var stale = await Book.Until(book => book.Sequence == 2, "sequence 2");
        Assert.Equal(BookState.Stale, stale.State);
        Assert.Equal("after", Assert.Single((await Book.ReadTrades(default, 10)).Trades).TradeId);
        Assert.Equal((1L, 0L), ((await Book.GetStatistics()).Failures, (await Book.GetStatistics()).Gaps));

        await cluster.PublishMarket(Some.Batch(Feed, 1, 3, _instrument, Some.Snapshot(_instrument, 100, 102)));
        Assert.Equal(BookState.Live, (await Book.Until(book => book.Sequence == 3, "sequence 3")).State);
    }

    [Fact]
    public async Task A_book_without_state_for_the_epoch_asks_for_a_snapshot()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await feed.Publish(Some.Bid(_instrument, 98, 4));
        await cluster.Deactivate(Book);

        await feed.Flush(Some.Bid(_instrument, 97, 6));

        var view = await Book.Until(book => book.State == BookState.Live, "the live book");
        Assert.Equal([new BookLevel(99, 1), new BookLevel(98, 4), new BookLevel(97, 6)], view.Bids);
        Assert.Equal(1, (await Book.GetStatistics()).Gaps);
    }
}
