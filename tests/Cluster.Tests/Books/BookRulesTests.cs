using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Cluster.Tests.Books;

/// <summary>Books under rules and limits of a cluster of their own.</summary>
public sealed class BookRulesTests
{
    [Fact]
    public async Task A_silent_book_is_stale_until_the_next_change_and_has_lost_nothing()
    {
        await using var cluster = await BallastCluster.Start(new() { Options = options => options.Books.SilenceLimit = TimeSpan.FromMilliseconds(400) });
        var instrument = cluster.SomePerpetual();
        var book = cluster.Book(instrument);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(instrument, 99, 101));

        var silent = await book.Until(view => view.State == BookState.Stale, "the silent book");
        Assert.Equal((null, 1), (silent.Mid, silent.Bids.Length));

        // The feed knows nothing newer: its snapshot is no news, and the book stays stale.
        var mended = await book.Until(view => view.Sequence > 1, "the snapshot of the feed");
        Assert.Equal(BookState.Stale, mended.State);
        Assert.Equal("the book is stale: something was missed", (await book.GetAnalytics(new())).Reason);

        // On a slow machine it may be silent again before anybody looks.
        var live = book.Until(view => view is { State: BookState.Live, Mid: 100, Bids.Length: 2 }, "the live book");
        for (var size = 2; !live.IsCompleted; size++)
        {
            await feed.Publish(Some.Bid(instrument, 98, size));
        }

        await live;
        var statistics = await book.GetStatistics();
        Assert.True(statistics.Silences >= 1);
        Assert.Equal((0L, 0L), (statistics.Gaps, statistics.IgnoredBeforeSnapshot));
    }

    [Fact]
    public async Task In_a_replay_no_book_is_silent()
    {
        await using var cluster = await BallastCluster.Start(new()
        {
            Options = options => options.Books.SilenceLimit = TimeSpan.FromMilliseconds(100),
            FollowsRecording = true,
        });
        var (quiet, busy) = (cluster.SomePerpetual(), cluster.SomePerpetual());
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(quiet, 99, 101), Some.Snapshot(busy, 99, 101));
        for (var i = 0; i < 40; i++)
        {
            await feed.Publish(Some.Bid(busy, 98, i + 1));
        }

        Assert.Equal(BookState.Live, (await cluster.Book(quiet).GetBook(1)).State);
        Assert.Equal(0, (await cluster.Book(quiet).GetStatistics()).Silences);
    }

    [Fact]
    public async Task Books_uncross_and_forget_deep_levels_when_told_to()
    {
        await using var cluster = await BallastCluster.Start(new()
        {
            Options = options => (options.Books.Uncross, options.Books.MaxDepth) = (true, 2),
        });
        var instrument = cluster.SomePerpetual();
        var book = cluster.Book(instrument);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(instrument, 99, 101), Some.Bid(instrument, 98, 1), Some.Bid(instrument, 97, 1));
        Assert.Equal([new BookLevel(99, 1), new BookLevel(98, 1)], (await book.GetBook(25)).Bids);

        // The bid is what was just written, so the ask that it crosses goes.
        await feed.Publish(Some.Bid(instrument, 101, 5));
        var view = await book.GetBook(25);

        Assert.Equal((BookState.Live, TopOfBook.OneSided), (view.State, view.Top));
        Assert.Equal([new BookLevel(101, 5), new BookLevel(99, 1)], view.Bids);
        var statistics = await book.GetStatistics();
        Assert.Equal((1L, 2L), (statistics.LevelsUncrossed, statistics.LevelsForgotten));
    }
}
