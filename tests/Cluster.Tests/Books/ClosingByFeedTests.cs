using Ballast.Cluster.Tests.Portfolios;
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

    [Fact]
    public async Task A_second_of_an_inventory_takes_a_mid_that_its_own_feed_brings_late()
    {
        var (late, other) = (new PortfolioId(BallastCluster.Unique("late")), new PortfolioId(BallastCluster.Unique("other")));
        var feed = await cluster.StartFeed();
        var start = Some.Now;
        await feed.Publish(Some.Snapshot(_slow, 99, 101, start));
        await Buy(late, _slow);
        await Buy(other, _fast);
        var second = start + TimeSpan.FromSeconds(1);

        // Nothing is waited for in the other portfolio, so the wall clock has passed the second when it closes there.
        await cluster.CurvePast(other, second, _ => true);
        await feed.Publish(Some.Snapshot(_slow, 199, 201, start + TimeSpan.FromMilliseconds(100)));
        feed.KeepsUp = true;
        var curve = await cluster.CurvePast(late, second, _ => true);

        Assert.All(curve.Where(point => point.At >= second), point => Assert.Equal(100m, point.Total));
    }

    private Task Buy(PortfolioId portfolio, InstrumentId instrument) =>
        cluster.Inventory(instrument).RecordEvents(portfolio, [Some.Fill(instrument, portfolio.Name, "t1") with { VenueTime = Some.Now }]);

    private Instant At(double seconds) => _start + TimeSpan.FromSeconds(seconds);

    private long Index(double seconds) => At(seconds).Micros / GridMicros;
}
