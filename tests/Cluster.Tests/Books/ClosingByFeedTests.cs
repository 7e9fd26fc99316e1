using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Cluster.Tests.Books;

/// <summary>Two feeds, one of them behind the other: the points of each book close as its own feed comes.</summary>
public sealed class ClosingByFeedTests(BallastCluster cluster)
{
    private const long GridMicros = 100_000;

    private readonly InstrumentId _slow = cluster.SomePerpetual();
    private readonly InstrumentId _fast = cluster.SomePerpetual();
    private readonly Instant _start = new((Some.Now - TimeSpan.FromSeconds(20)).Micros / Instant.PerSecond * Instant.PerSecond);

    [Fact]
    public async Task A_point_of_a_book_does_not_close_before_its_own_feed_has_passed_it()
    {
        var (behind, ahead) = (await cluster.StartFeed(), await cluster.StartFeed());
        await behind.Publish(Some.Snapshot(_slow, 99, 101, At(0)));
        await ahead.Publish(Some.Snapshot(_fast, 9, 11, At(0)), Some.Snapshot(_fast, 9, 11, At(15)));
        var cache = cluster.Silos.First().GetRequiredService<SampleCache>();

        Assert.True((await cache.Get(_fast)).EndIndex > Index(12));
        Assert.True((await cache.Get(_slow)).EndIndex <= Index(0));
        Assert.Equal(At(0), await cache.GetClosedAsOf([_fast, _slow]));
        await cluster.Book(_slow).Flush();

        await behind.Publish(Some.Snapshot(_slow, 199, 201, At(1)), Some.Snapshot(_slow, 199, 201, At(15)));
        var samples = await cache.Get(_slow);

        Assert.Equal(0, (await cluster.Book(_slow).GetStatistics()).LateTicks);
        Assert.Equal((100.0, 200.0), (samples.Mids[Index(0.9) - samples.FirstIndex], samples.Mids[Index(1) - samples.FirstIndex]));
        Assert.True(await cache.GetClosedAsOf([_fast, _slow]) >= At(15));
    }

    [Fact]
    public async Task A_feed_that_has_ended_holds_no_point_open()
    {
        var (ended, ahead) = (await cluster.StartFeed(), await cluster.StartFeed());
        await ended.Publish(Some.Snapshot(_slow, 99, 101, At(0)));
        await ended.End();
        await cluster.FeedGrain(ended.Feed).Stop();
        await ahead.Publish(Some.Snapshot(_fast, 9, 11, At(0)), Some.Snapshot(_fast, 9, 11, At(15)));

        var samples = await cluster.Silos.First().GetRequiredService<SampleCache>().Get(_slow);

        Assert.True(samples.EndIndex > Index(12));
        Assert.Equal(100.0, samples.Mids[Index(1) - samples.FirstIndex]);
    }

    private Instant At(double seconds) => _start + TimeSpan.FromSeconds(seconds);

    private long Index(double seconds) => At(seconds).Micros / GridMicros;
}
