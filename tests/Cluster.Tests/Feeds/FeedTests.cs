using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Feeds;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Cluster.Tests.Feeds;

public class FeedTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    private IOrderBookGrain Book => cluster.Book(_instrument);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_feed_that_runs_is_not_started_twice()
    {
        var feed = await cluster.StartFeed();
        var epoch = (await cluster.FeedGrain(feed.Feed).GetStatus()).Epoch;

        var status = await cluster.FeedGrain(feed.Feed).Start();

        Assert.Equal((FeedState.Running, epoch), (status.State, status.Epoch));
    }

    [Fact]
    public async Task A_feed_whose_source_ended_has_completed()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await feed.End();
        await cluster.FeedGrain(feed.Feed).Stop();

        var status = await cluster.FeedGrain(feed.Feed).GetStatus();

        Assert.Equal((FeedState.Completed, 1L, 1L, 0L), (status.State, status.Events, status.Batches, status.Unacknowledged));
    }

    [Fact]
    public async Task A_stopped_feed_starts_again_under_a_new_epoch_where_it_left_off()
    {
        var feed = await cluster.StartFeed();
        var grain = cluster.FeedGrain(feed.Feed);
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await feed.Do((publisher, token) => publisher.SavePosition([1, 2, 3], token));
        await grain.Stop();
        var stopped = await grain.GetStatus();
        Assert.Equal(FeedState.Stopped, stopped.State);

        var status = await grain.Start();

        Assert.Equal(FeedState.Running, status.State);
        Assert.True(status.Epoch > stopped.Epoch);
        await feed.Publish(Some.Snapshot(_instrument, 100, 102));
        Assert.Equal([1, 2, 3], feed.Position);
        Assert.Equal((status.Epoch, 101.0), ((await Book.GetBook(1)).Epoch, (await Book.GetBook(1)).Mid));
    }

    [Fact]
    public async Task An_epoch_is_not_given_out_again_after_the_store_has_lost_it()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        var grain = cluster.FeedGrain(feed.Feed);
        await grain.Stop();
        var before = await grain.GetStatus();
        await cluster.Deactivate(grain);
        Assert.Equal(1, await cluster.Redis.KeyDeleteAsync([.. cluster.Redis.Multiplexer.GetServers()[0].Keys(pattern: $"*{feed.Feed}*")]));

        var after = await grain.Start();

        Assert.True(after.Epoch > before.Epoch, $"{before.Epoch}, then {after.Epoch}");
    }

    [Fact]
    public async Task A_live_event_from_the_future_moves_nothing_past_the_clock_and_is_counted()
    {
        var feed = await cluster.StartFeed(Backpressure.Fold);
        var now = Some.Now;
        await feed.Publish(Some.Snapshot(_instrument, 99, 101, now));

        await feed.Publish(Some.Bid(_instrument, 99.5, 1, now + TimeSpan.FromHours(1)));

        var (status, view, latest) = (await cluster.FeedGrain(feed.Feed).GetStatus(), await Book.GetBook(1), Some.Now + LiveArrival.Tolerance);
        Assert.Equal(1, status.ArrivalsReplaced);
        Assert.InRange(status.Watermark.Micros, now.Micros, latest.Micros);
        Assert.InRange(view.ReceivedAt.Micros, now.Micros, latest.Micros);
        Assert.Equal(100.25, view.Mid);
        var clock = cluster.Silos.First().GetRequiredService<MarketClock>();
        Assert.True(clock.Applied <= Some.Now + LiveArrival.Tolerance);
        var samples = await Book.GetSamples(0, now + TimeSpan.FromHours(1));
        Assert.True(samples.ClosedAsOf <= Some.Now + LiveArrival.Tolerance);
    }

    [Fact]
    public async Task A_feed_that_failed_says_why_and_can_be_started_again()
    {
        var feed = await cluster.StartFeed();
        var grain = cluster.FeedGrain(feed.Feed);
        await Assert.ThrowsAsync<IOException>(() => feed.Do((_, _) => throw new IOException("the line is cut")));
        await grain.Stop();
        var failed = await grain.GetStatus();
        Assert.Equal((FeedState.Faulted, "the line is cut"), (failed.State, failed.Fault));

        Assert.Equal(FeedState.Running, (await grain.Start()).State);
        Assert.True((await grain.GetStatus()).Epoch > failed.Epoch);
    }

    [Fact]
    public async Task A_feed_stops_although_its_connection_is_saving_a_position()
    {
        var feed = await cluster.StartFeed();
        var grain = cluster.FeedGrain(feed.Feed);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var saving = feed.Do(async (publisher, token) =>
        {
            using var stopped = token.Register(stopping.SetResult);
            running.SetResult();
            await stopping.Task;
            await publisher.SavePosition([1], token);
        });

        await running.Task;
        await grain.Stop().WaitAsync(Waiting.Patience, Token);

        Assert.Equal(FeedState.Stopped, (await grain.GetStatus()).State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
    }

    [Fact]
    public async Task A_book_is_mended_before_its_feed_completes()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));

        // The last batch but one is lost, and after the last nothing else would be flushed.
        await feed.Do(async (publisher, token) =>
        {
            cluster.Losses.LoseNext(_instrument);
            publisher.Add(Some.Bid(_instrument, 98, 1));
            await publisher.Flush(Acknowledgement.AtOnce, token);
            publisher.Add(Some.Bid(_instrument, 97, 1));
            await publisher.Flush(Acknowledgement.AtOnce, token);
        }, isLast: true);
        await Book.Until(book => book.State == BookState.Live && book.Bids.Length == 3, "the mended book");
    }

    [Fact]
    public async Task A_disconnect_of_an_exchange_makes_all_its_books_stale()
    {
        var other = _instrument with { Symbol = "ETH-PERP" };
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101), Some.Snapshot(other, 9, 11));

        await feed.Publish(new Disconnect { Instrument = new(_instrument.Exchange, ""), VenueTime = Some.Now, ReceivedAt = Some.Now });

        Assert.Equal(BookState.Stale, (await Book.GetBook(1)).State);
        Assert.Equal(BookState.Stale, (await cluster.Book(other).GetBook(1)).State);
    }

    [Fact]
    public async Task A_feed_keeps_to_its_window_and_loses_nothing()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await feed.Do(async (publisher, token) =>
        {
            for (var i = 1; i <= 1_000; i++)
            {
                publisher.Add(Some.Bid(_instrument, 10, i));
                await publisher.Flush(Acknowledgement.InGroups, token);
            }

            await publisher.WaitApplied(token);
        });

        var (view, statistics, status) = (await Book.GetBook(25), await Book.GetStatistics(), await cluster.FeedGrain(feed.Feed).GetStatus());

        Assert.Equal([new BookLevel(99, 1), new BookLevel(10, 1_000)], view.Bids);
        Assert.Equal((0L, 1_001L, 0L), (statistics.Gaps, statistics.MessagesByType["book_change"], status.Unacknowledged));
    }
}
