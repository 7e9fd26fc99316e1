using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.OrderBooks;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Cluster.Tests.Books;

/// <summary>Grid samples outlive the book's activation, its silo and the failure of their store.</summary>
public sealed class SampleTests(BallastCluster cluster)
{
    private const int Points = 250;
    private const long GridMicros = 100_000;

    private static readonly TimeSpan Grid = TimeSpan.FromMilliseconds(100);

    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));
    private readonly long _start = (Some.Now - TimeSpan.FromSeconds(60)).Micros / GridMicros;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_survive_the_end_of_a_books_activation_to_the_bit()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Steps(SomeMids()));
        var watermark = At(Points + 20);
        var before = await cluster.Book(_instrument).GetSamples(0, watermark);
        Assert.Equal((_start, Points + 1), (before.FirstIndex, before.Mids.Length));

        await cluster.Deactivate(cluster.Book(_instrument));

        var after = await cluster.Book(_instrument).GetSamples(0, watermark);
        Assert.Equal(before.FirstIndex, after.FirstIndex);
        Assert.Equal(before.Mids.Select(BitConverter.DoubleToInt64Bits), after.Mids.Select(BitConverter.DoubleToInt64Bits));
        Assert.NotEqual(before.Version, after.Version);

        // The feed's snapshot comes again with its old stamp; what is closed stays.
        await feed.Publish(Some.Snapshot(_instrument, 1, 2, At(Points + 30)));
        var later = await cluster.Book(_instrument).GetSamples(before.FirstIndex, watermark);
        Assert.Equal(before.Mids, later.Mids);
    }

    [Fact]
    public async Task Value_at_risk_after_a_crash_is_what_it_was_before()
    {
        await using var one = await BallastCluster.Start(new());
        await using var two = await BallastCluster.Start(new() { SharesStoreOf = one, SharesService = true });
        var mids = SomeMids();
        one.Perpetual(_instrument);
        await (await one.StartFeed()).Publish(Steps(mids));
        await Record(one);
        var before = await one.Portfolio(_portfolio.Name).GetRisk(_portfolio);
        await one.Book(_instrument).Flush();

        two.Perpetual(_instrument);
        await (await two.StartFeed()).Publish(Last(mids));
        await Marked(two);
        var after = await two.Portfolio(_portfolio.Name).GetRisk(_portfolio);

        Assert.Null(before.Reason);
        Assert.True(before.Observations >= Points - 1);
        Assert.Equal((before.Observations, before.ValueAtRisk, before.ExpectedShortfall, before.AsOf), (after.Observations, after.ValueAtRisk, after.ExpectedShortfall, after.AsOf));
    }

    [Fact]
    public async Task Value_at_risk_comes_from_points_that_were_backfilled_before_the_book_was_activated()
    {
        await using var own = await BallastCluster.Start(new());
        var mids = SomeMids();
        own.Perpetual(_instrument);
        await own.Samples.AddMissing(Grid, new(_instrument, _start, mids), 10_000, Token);
        await (await own.StartFeed()).Publish(Last(mids));
        await Record(own);

        var risk = await own.Portfolio(_portfolio.Name).GetRisk(_portfolio);

        var pnl = Enumerable.Range(1, Points - 1).Select(i => mids[^1] * ((mids[i] / mids[i - 1]) - 1)).Order().ToArray();
        Assert.Null(risk.Reason);
        Assert.Equal(pnl.Length, risk.Observations);
        Assert.Equal(-pnl[(int)Math.Ceiling(0.01 * pnl.Length) - 1], risk.ValueAtRisk!.Value, 1e-6);
    }

    [Fact]
    public async Task While_the_store_refuses_the_book_works_and_afterwards_nothing_is_lost_and_the_history_is_there()
    {
        // Of its own: feeds of other tests would close points ahead of this one's.
        await using var own = await BallastCluster.Start(new());
        own.Perpetual(_instrument);
        var (mids, history) = (SomeMids(), SomeMids());
        await own.Samples.AddMissing(Grid, new(_instrument, _start - Points, history), 10_000, Token);
        own.Samples.Refuse(_instrument, true);
        var feed = await own.StartFeed();
        await feed.Publish(Steps(mids));
        await own.Book(_instrument).Flush();
        await own.Book(_instrument).Flush();
        var cache = own.Silos.First().GetRequiredService<SampleCache>();

        Assert.Equal(_start, (await cache.Get(_instrument)).FirstIndex);
        Assert.True(own.Samples.Refused(_instrument) >= 3);

        own.Samples.Refuse(_instrument, false);
        await own.Book(_instrument).Flush();

        Assert.Equal((double[])[.. history, .. mids], await own.Samples.Read(_instrument, Grid, _start - Points, _start + Points - 1, Token));
        await feed.Publish(Some.Snapshot(_instrument, mids[^1] - 1, mids[^1] + 1, At(Points + 40)));
        var series = await cache.Get(_instrument);
        Assert.Equal(_start - Points, series.FirstIndex);
        Assert.Equal([.. history, .. mids], series.Mids[..(2 * Points)]);
    }

    [Fact]
    public async Task A_range_reaches_back_past_the_books_own_points_and_up_to_its_newest()
    {
        var (mids, history) = (SomeMids(), SomeMids());
        var old = _start - 100_000;
        await cluster.Samples.AddMissing(Grid, new(_instrument, old, history), 1_000_000, Token);
        await (await cluster.StartFeed()).Publish(Steps(mids));
        var cache = cluster.Silos.First().GetRequiredService<SampleCache>();

        var past = await cache.GetRange(_instrument, new((old - 50) * GridMicros), new(((old + 9) * GridMicros) + 1));
        var all = await cache.GetRange(_instrument, new((old * GridMicros) + 1), At(Points - 1));

        Assert.Equal((old, 10), (past.FirstIndex, past.Mids.Length));
        Assert.Equal(history[..10], past.Mids);
        Assert.Equal((old + 1, _start + Points), (all.FirstIndex, all.EndIndex));
        Assert.Equal(mids, all.Mids[^Points..]);
        Assert.Equal(double.NaN, all.Mids[Points]);
        Assert.Empty((await cache.GetRange(_instrument, new(1), new(GridMicros - 1))).Mids);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.GetRange(_instrument, new(5), new(4)));
    }

    [Fact]
    public async Task A_replay_leaves_all_its_points_and_a_second_one_changes_none()
    {
        const int Count = 3_000;
        await using var one = await BallastCluster.Start(new() { FollowsRecording = true });
        await using var two = await BallastCluster.Start(new() { FollowsRecording = true, SharesStoreOf = one });
        var mids = Enumerable.Range(0, Count).Select(i => 1_000.0 + i).ToArray();
        await Replay(one, mids);
        var stored = await one.Samples.Read(_instrument, Grid, _start, _start + Count - 1, Token);
        var entries = await Entries(one);

        await Replay(two, [.. mids.Select(mid => mid + 5)]);

        Assert.Equal(mids, stored);
        Assert.Equal(stored, await two.Samples.Read(_instrument, Grid, _start, _start + Count - 1, Token));
        Assert.Equal(entries, await Entries(two));
    }

    private async Task Replay(BallastCluster on, double[] mids)
    {
        on.Perpetual(_instrument);
        var feed = await on.StartFeed();
        foreach (var part in Steps(mids).Chunk(100))
        {
            await feed.Publish(part);
        }

        await on.Book(_instrument).Flush();
    }

    private async Task<long> Entries(BallastCluster on)
    {
        var entries = 0L;
        foreach (var chunk in await on.Samples.List(_instrument, Grid, Token))
        {
            entries += await on.Redis.ListLengthAsync($"ballast/samples/{{{_instrument}}}/{GridMicros}/{chunk}");
        }

        return entries;
    }

    private static double[] SomeMids()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var (random, mids) = (new Random(seed), new double[Points]);
        for (var i = 0; i < Points; i++)
        {
            mids[i] = i == 0 ? 1_000 : mids[i - 1] + random.Next(-20, 21);
        }

        return mids;
    }

    /// <summary>One change exactly at each grid point, and then what closes the last.</summary>
    private BookChange[] Steps(double[] mids) =>
        [.. mids.Select((mid, i) => Some.Snapshot(_instrument, mid - 1, mid + 1, At(i))), Last(mids, mids.Length + 30)];

    private BookChange Last(double[] mids, int point = Points + 30) => Some.Snapshot(_instrument, mids[^1] - 1, mids[^1] + 1, At(point));

    private async Task Record(BallastCluster on)
    {
        await on.Inventory(_instrument).RecordEvents(_portfolio, [Some.Fill(_instrument, _portfolio.Name, "t1")]);
        await Marked(on);
    }

    private Task<PortfolioView> Marked(BallastCluster on) =>
        on.Portfolio(_portfolio.Name).Until(p => p is { Complete: true, Positions: [{ Mark: not null }] }, "the marked position");

    private Instant At(int point) => new((_start + point) * GridMicros);
}
