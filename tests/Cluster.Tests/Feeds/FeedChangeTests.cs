using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Feeds;

/// <summary>An instrument that moves from one feed to another, as when the number of shards changes, or that two feeds publish.</summary>
public class FeedChangeTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    private IOrderBookGrain Book => cluster.Book(_instrument);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Backpressure.Fold)]
    [InlineData(Backpressure.Wait)]
    public async Task A_book_goes_over_to_another_feed_when_its_own_publishes_it_no_more(Backpressure backpressure)
    {
        var other = cluster.SomePerpetual();
        var (before, after) = (await cluster.StartFeed(backpressure), await cluster.StartFeed(backpressure));
        await before.Publish(Some.Snapshot(_instrument, 99, 101), Some.Snapshot(other, 9, 11));
        await after.Flush(Some.Snapshot(_instrument, 199, 201));

        // The feed is started again with fewer instruments, and goes on with those it has.
        await cluster.FeedGrain(before.Feed).Stop();
        await cluster.FeedGrain(before.Feed).Start();
        await before.Publish(Some.Snapshot(other, 8, 12));
        await after.Flush(Some.Bid(_instrument, 199.5, 1));

        var view = await Book.Until(book => book is { State: BookState.Live, Mid: 200.25 }, "the book of the other feed");
        Assert.Equal([new BookLevel(199.5, 1), new BookLevel(199, 1)], view.Bids);
        await after.Publish(Some.Bid(_instrument, 198, 1));
        Assert.Equal(3, (await Book.GetBook(5)).Bids.Length);
        Assert.Equal(1, (await Book.GetStatistics()).FeedChanges);
        Assert.Equal(0, (await cluster.Book(other).GetStatistics()).FeedChanges);
        Assert.Equal(0, (await cluster.FeedGrain(after.Feed).GetStatus()).Refused);
    }

    [Fact]
    public async Task A_quiet_book_keeps_its_feed_while_another_publishes_it_and_that_feed_is_told()
    {
        var (own, second) = (await cluster.StartFeed(Backpressure.Fold), await cluster.StartFeed(Backpressure.Fold));
        await own.Publish(Some.Snapshot(_instrument, 99, 101));
        await second.Flush(Some.Snapshot(_instrument, 199, 201));

        // Each look of the second feed makes the own one give a sign; three of them take longer than a book waits for one.
        await Status(second, status => status.Resyncs >= 4);

        Assert.Equal((BookState.Live, 100.0), ((await Book.GetBook(1)).State, (await Book.GetBook(1)).Mid));
        Assert.Equal((0L, 0L), ((await Book.GetStatistics()).FeedChanges, (await Book.GetStatistics()).Gaps));
        await Status(second, status => status is { Refused: 1, Unacknowledged: 0, Folding: 0 });
        await second.Do((publisher, token) => publisher.WaitApplied(token));
    }

    [Fact]
    public async Task A_replay_whose_instrument_has_another_feed_does_not_wait_for_it()
    {
        var (own, second) = (await cluster.StartFeed(), await cluster.StartFeed());
        await own.Publish(Some.Snapshot(_instrument, 99, 101));

        await second.Publish(Some.Snapshot(_instrument, 199, 201));

        await Status(second, status => status is { Refused: 1, Unacknowledged: 0 });
        Assert.Equal(100.0, (await Book.GetBook(1)).Mid);
    }

    [Fact]
    public async Task A_feed_whose_epoch_went_back_gets_its_book_again()
    {
        const string Feed = "back/0";
        await cluster.PublishMarket(Some.Batch(Feed, 1_000, 1, _instrument, Some.Snapshot(_instrument, 99, 101)));
        var sequence = 0L;
        await Eventually.Until(
            "the book takes the lower epoch",
            Waiting.Patience,
            async () =>
            {
                await cluster.PublishMarket(Some.Batch(Feed, 500, ++sequence, _instrument, Some.Snapshot(_instrument, 199, 201)));
                return (await Book.GetBook(1)).Epoch == 500;
            },
            Token);

        Assert.Equal((BookState.Live, 200.0), ((await Book.GetBook(1)).State, (await Book.GetBook(1)).Mid));
    }

    [Fact]
    public async Task A_feed_started_again_under_the_same_epoch_makes_the_book_stale()
    {
        const string Feed = "again/0";
        await cluster.PublishMarket(Some.Batch(Feed, 7, 1, _instrument, Some.Snapshot(_instrument, 99, 101)) with { Run = 1 });
        await cluster.PublishMarket(Some.Batch(Feed, 7, 2, _instrument, Some.Bid(_instrument, 98, 1)) with { Run = 2 });

        var stale = await Book.Until(book => book.Sequence == 2, "the batch of the second start");
        Assert.Equal(BookState.Stale, stale.State);
        Assert.Equal([new BookLevel(99, 1)], stale.Bids);
        Assert.Equal(1, (await Book.GetStatistics()).Gaps);
    }

    private Task Status(TestFeed feed, Func<FeedStatus, bool> isSo) => Eventually.Until(
        "the feed's status is as asked", Waiting.Patience, async () => isSo(await cluster.FeedGrain(feed.Feed).GetStatus()), Token);
}
