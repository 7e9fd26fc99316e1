using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Testing.Processes;
using CsCheck;

namespace Ballast.Cluster.Tests.Feeds;

/// <summary>A feed that goes on by itself and a book that does not keep up: lossy, counted, and right again.</summary>
public class FoldingTests(BallastCluster cluster)
{
    private const int Flushes = 400;

    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    private IOrderBookGrain Book => cluster.Book(_instrument);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_slow_book_cannot_take_comes_as_one_snapshot_and_is_counted()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));

        cluster.HeldBooks.Hold(_instrument);
        await FlushMany(feed, i => [Some.Bid(_instrument, 10, i), Some.Trade(_instrument, $"t{i}")]);
        var slow = await cluster.FeedGrain(feed.Feed).GetStatus();

        // On a busy machine a snapshot or two on silence are among them.
        Assert.InRange(slow.Unacknowledged, 1, FeedPublisher.Window + 8);
        Assert.Equal((1, FeedState.Running), (slow.Folding, slow.State));
        Assert.InRange(slow.FoldedUpdates, Flushes - FeedPublisher.Window, Flushes);
        Assert.Equal(slow.FoldedUpdates, slow.FoldedTrades);

        cluster.HeldBooks.LetGo(_instrument);
        await feed.Do((publisher, token) => publisher.WaitApplied(token));
        var (view, statistics, status) = (await Book.GetBook(25), await Book.GetStatistics(), await cluster.FeedGrain(feed.Feed).GetStatus());

        Assert.Equal(BookState.Live, view.State);
        Assert.Equal([new BookLevel(99, 1), new BookLevel(10, Flushes)], view.Bids);
        Assert.Equal((0, 0L), (status.Folding, status.Unacknowledged));
        Assert.Equal((status.FoldedUpdates, status.FoldedTrades), (statistics.FoldedUpdates, statistics.FoldedTrades));
        Assert.Equal(1 + Flushes, statistics.MessagesByType["book_change"] + statistics.FoldedUpdates);
        Assert.Equal(Flushes, statistics.MessagesByType["trade"] + statistics.FoldedTrades);
        Assert.Equal((0L, 0L), (statistics.Gaps, status.Gaps));
    }

    [Fact]
    public async Task Readers_of_trades_and_mids_are_told_that_some_are_missing()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101), Some.Trade(_instrument, "first"));
        var first = await Book.ReadTrades(default, 10);

        cluster.HeldBooks.Hold(_instrument);
        await FlushMany(feed, i => [Some.Bid(_instrument, 99.5, i), Some.Trade(_instrument, $"t{i}")]);
        cluster.HeldBooks.LetGo(_instrument);
        await feed.Do((publisher, token) => publisher.WaitApplied(token));
        await feed.Publish(Some.Trade(_instrument, "last"));

        var (gaps, cursor, read) = (0, first.Next, new List<string?>());
        for (var page = await Book.ReadTrades(cursor, 1_000); page.Trades.Length > 0; page = await Book.ReadTrades(cursor, 1_000))
        {
            (gaps, cursor) = (gaps + (page.Gap ? 1 : 0), page.Next);
            read.AddRange(page.Trades.Select(trade => trade.TradeId));
        }

        var folded = (await Book.GetStatistics()).FoldedTrades;
        Assert.True(folded > 0);
        Assert.Equal((1, Flushes + 1 - folded, "last"), (gaps, read.Count, read[^1]));
        Assert.NotNull((await Book.GetMids(default)).Thinned);
    }

    [Fact]
    public async Task A_fill_among_mids_that_were_left_out_says_so()
    {
        var portfolio = new PortfolioId(BallastCluster.Unique("folded"));
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await cluster.Inventory(_instrument).RecordEvents(portfolio, [Some.Fill(_instrument, portfolio.Name, "before") with { VenueTime = Some.Now - TimeSpan.FromDays(1) }]);

        cluster.HeldBooks.Hold(_instrument);
        var among = default(Instant);
        await FlushMany(feed, i =>
        {
            // In the middle, because on a busy machine a snapshot on silence may follow all of them.
            among = i == Flushes / 2 ? Some.Now : among;
            return [Some.Bid(_instrument, 99.5, i)];
        });
        cluster.HeldBooks.LetGo(_instrument);
        await feed.Do((publisher, token) => publisher.WaitApplied(token));
        await cluster.Inventory(_instrument).RecordEvents(portfolio, [Some.Fill(_instrument, portfolio.Name, "among") with { VenueTime = among }]);
        await feed.Publish(Some.Bid(_instrument, 98, 1, Some.Now + TimeSpan.FromSeconds(3)));
        await cluster.Inventory(_instrument).Flush();

        var position = (await cluster.Inventory(_instrument).GetPosition(portfolio))!.Positions.Single();
        Assert.Equal(1L, position.Attribution?.ThinnedMidFills);
    }

    [Fact]
    public async Task A_disconnect_that_was_folded_leaves_the_book_stale()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));

        cluster.HeldBooks.Hold(_instrument);
        await FlushMany(feed, i => [Some.Bid(_instrument, 10, i)]);
        await feed.Flush(new Disconnect { Instrument = _instrument, VenueTime = Some.Now, ReceivedAt = Some.Now });
        cluster.HeldBooks.LetGo(_instrument);
        await feed.Do((publisher, token) => publisher.WaitApplied(token));

        Assert.Equal((BookState.Stale, 1L), ((await Book.GetBook(1)).State, (await Book.GetStatistics()).Disconnects));
        await feed.Publish(Some.Snapshot(_instrument, 98, 100));
        Assert.Equal((BookState.Live, 99.0), ((await Book.GetBook(1)).State, (await Book.GetBook(1)).Mid));
    }

    [Fact]
    public async Task A_book_is_the_oracle_s_however_often_it_was_held()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 1, 1_000));
        await Gen.Select(Gen.Int[2, 40], Gen.Int[0, 5]).Array[150, 600].SampleAsync(
            async changes =>
            {
                cluster.HeldBooks.Hold(_instrument);
                await feed.Do(async (publisher, token) =>
                {
                    foreach (var (price, amount) in changes)
                    {
                        publisher.Add(Some.Bid(_instrument, price, amount));
                        await publisher.Flush(Acknowledgement.InGroups, token);
                    }
                });
                cluster.HeldBooks.LetGo(_instrument);
                await feed.Do((publisher, token) => publisher.WaitApplied(token));

                foreach (var (price, amount) in changes)
                {
                    _oracle[price] = amount;
                }

                var view = await Book.GetBook(25);
                Assert.Equal(
                    _oracle.Where(level => level.Value > 0).OrderByDescending(level => level.Key).Take(25).Select(level => new BookLevel(level.Key, level.Value)),
                    view.Bids);
            },
            iter: 5,
            threads: 1);
        Assert.True((await Book.GetStatistics()).FoldedUpdates > 0);
    }

    [Fact]
    public async Task A_slow_book_holds_neither_others_nor_the_market_clock()
    {
        var other = cluster.SomePerpetual();
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101), Some.Snapshot(other, 9, 11));

        cluster.HeldBooks.Hold(_instrument);
        await FlushMany(feed, i => [Some.Bid(_instrument, 10, i)]);
        var before = Some.Now;
        await feed.Flush(Some.Bid(other, 8, 7, before));
        await cluster.Book(other).Until(book => book.Bids.Length == 2, "the other book");
        await feed.Flush(Some.Bid(other, 8, 6));
        Assert.True((await cluster.FeedGrain(feed.Feed).GetStatus()).Applied >= before);

        cluster.HeldBooks.LetGo(_instrument);
        await feed.Do((publisher, token) => publisher.WaitApplied(token));
        Assert.Equal(Flushes, (await Book.GetBook(2)).Bids[1].Amount);
    }

    [Fact]
    public async Task A_silent_book_is_sent_snapshots_further_and_further_apart()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        cluster.HeldBooks.Hold(_instrument);
        await feed.Flush(Some.Bid(_instrument, 98, 2));

        // The feed's own flushes look for it.
        await Told(feed.Feed, status => status.Resyncs == 2);

        cluster.HeldBooks.LetGo(_instrument);
        await feed.Do((publisher, token) => publisher.WaitApplied(token));
        Assert.Equal((0L, 2L), ((await Book.GetStatistics()).Gaps, (await Book.GetStatistics()).Resyncs));
        Assert.Equal([new BookLevel(99, 1), new BookLevel(98, 2)], (await Book.GetBook(5)).Bids);
    }

    private readonly SortedDictionary<double, double> _oracle = new() { [1] = 1 };

    private Task Told(string feed, Func<FeedStatus, bool> isSo) => Eventually.Until(
        "the feed's status is as asked", Waiting.Patience, async () => isSo(await cluster.FeedGrain(feed).GetStatus()), Token);

    private static Task FlushMany(TestFeed feed, Func<int, MarketEvent[]> events) => feed.Do(async (publisher, token) =>
    {
        for (var i = 1; i <= Flushes; i++)
        {
            foreach (var marketEvent in events(i))
            {
                publisher.Add(marketEvent);
            }

            await publisher.Flush(Acknowledgement.InGroups, token);
        }
    });
}
