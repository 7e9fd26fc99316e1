using Ballast.Domain.MarketData.Books;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo.Feeds;
using Ballast.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Cluster.Tests.Feeds;

/// <summary>Two silos, one feed: one activation publishes, and whoever lost the right to stops by itself.</summary>
public sealed class FeedOwnershipTests : IAsyncLifetime
{
    private readonly BallastCluster _cluster = new(new() { Silos = 2 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_feed_starts_on_the_silo_that_asks_first_and_only_there()
    {
        var feed = new TestFeed($"{BallastCluster.Unique("test")}/0");
        _cluster.Feeds.Add(feed);
        var silos = _cluster.Silos.ToArray();

        var first = await BallastCluster.GrainsOf(silos[1]).Feed(feed.Feed).KeepRunning();
        var second = await BallastCluster.GrainsOf(silos[0]).Feed(feed.Feed).KeepRunning();

        Assert.Equal(silos[1].GetRequiredService<FeedHost>().Silo, first.Silo);
        Assert.Equal((FeedState.Running, first.Epoch, first.Silo), (second.State, second.Epoch, second.Silo));
    }

    [Fact]
    public async Task A_feed_handed_over_goes_on_elsewhere_under_a_new_epoch_and_its_books_with_it()
    {
        var instrument = _cluster.SomePerpetual();
        var feed = new TestFeed($"{BallastCluster.Unique("test")}/0");
        _cluster.Feeds.Add(feed);
        var silos = _cluster.Silos.ToArray();
        var grains = Array.ConvertAll(silos, silo => BallastCluster.GrainsOf(silo).Feed(feed.Feed));
        var before = await grains[0].KeepRunning();
        await feed.Publish(Some.Snapshot(instrument, 99, 101));
        await feed.Do((publisher, token) => publisher.SavePosition([7], token));

        silos[0].GetRequiredService<FeedHost>().MarkStopping();
        await grains[0].HandOver();
        var after = await Running(() => grains[1].KeepRunning());

        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal(silos[1].GetRequiredService<FeedHost>().Silo, after.Silo);
        await feed.Publish(Some.Snapshot(instrument, 100, 102));
        var view = await _cluster.Book(instrument).GetBook(1);
        Assert.Equal((BookState.Live, 101.0, after.Epoch), (view.State, view.Mid, view.Epoch));
        Assert.Equal([7], feed.Position);
        Assert.Equal(1, (await _cluster.Book(instrument).GetStatistics()).FeedStarts);
    }

    [Fact]
    public async Task A_feed_that_was_left_on_a_silo_without_it_goes_to_the_silo_that_has_it()
    {
        var silos = _cluster.Silos.ToArray();
        var (without, with) = (silos[0], silos[1]);
        var host = with.GetRequiredService<FeedHost>();
        TestFeed[] feeds = [.. Enumerable.Range(0, 16).Select(_ => new TestFeed($"{BallastCluster.Unique("left")}/0"))];
        foreach (var feed in feeds)
        {
            // It is active on the silo without it, as after a hand-over, and the other one remembers that.
            await BallastCluster.GrainsOf(without).Feed(feed.Feed).GetStatus();
            Assert.NotEqual(host.Silo, (await BallastCluster.GrainsOf(with).Feed(feed.Feed).GetStatus()).Silo);
            _cluster.Feeds.Add(feed, silo => silo.SiloAddress.Equals(host.Address));
        }

        using var service = new FeedService(feeds, BallastCluster.GrainsOf(with), host, TimeProvider.System, NullLogger<FeedService>.Instance);
        await service.StartAsync(Token);
        await service.Started.WaitAsync(TimeSpan.FromSeconds(30), Token);

        foreach (var feed in feeds)
        {
            var status = await BallastCluster.GrainsOf(with).Feed(feed.Feed).GetStatus();
            Assert.Equal((FeedState.Running, host.Silo), (status.State, status.Silo));
        }
    }

    [Fact]
    public async Task Another_silo_s_clock_follows_what_books_have_applied()
    {
        var instrument = _cluster.SomePerpetual();
        var feed = new TestFeed($"{BallastCluster.Unique("test")}/0");
        _cluster.Feeds.Add(feed);
        var silos = _cluster.Silos.ToArray();
        await BallastCluster.GrainsOf(silos[0]).Feed(feed.Feed).KeepRunning();
        var at = Some.Now;
        await feed.Publish(Some.Snapshot(instrument, 99, 101, at));

        var directory = BallastCluster.GrainsOf(silos[1]).FeedDirectory();
        await Eventually.Until("the directory has what the feed applied", Waiting.Patience, async () => await directory.GetApplied() >= at, Token);

        Assert.Equal(at, silos[0].GetRequiredService<MarketClock>().Applied);
        Assert.Contains(await directory.GetFeeds(), status => status.Feed == feed.Feed && status is { State: FeedState.Running, Events: 1 });
    }

    private static async Task<FeedStatus> Running(Func<Task<FeedStatus>> ask)
    {
        FeedStatus? status = null;
        await Eventually.Until("the feed runs", Waiting.Patience, async () => (status = await ask()).State == FeedState.Running, Token);
        return status!;
    }
}
