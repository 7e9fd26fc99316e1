using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Portfolios;

public sealed class WatchTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly string _portfolio = BallastCluster.Unique("desk");

    [Fact]
    public async Task A_watched_book_comes_in_order_and_ends_by_its_token()
    {
        using var ending = new CancellationTokenSource();
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        var sequences = new List<long>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var view in cluster.Client.WatchBook(_instrument, 5, ending.Token))
            {
                sequences.Add(view.Sequence);
                if (view.Sequence == 10)
                {
                    await ending.CancelAsync();
                }
                else
                {
                    await feed.Flush(Some.Bid(_instrument, 98, view.Sequence));
                }
            }
        });

        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), sequences);
    }

    [Fact]
    public async Task Watched_trades_come_once_each_in_order_over_a_deactivation_that_is_told_as_a_gap()
    {
        using var ending = new CancellationTokenSource();
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101), Some.Trade(_instrument, "a"), Some.Trade(_instrument, "b"));
        var ids = new List<string>();
        var gaps = new List<bool>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in cluster.Client.WatchTrades(_instrument, default, ending.Token))
            {
                ids.AddRange(page.Trades.Select(trade => trade.TradeId!));
                gaps.Add(page.Gap);
                if (ids.Contains("d"))
                {
                    await ending.CancelAsync();
                }
                else if (ids.Contains("c"))
                {
                    await cluster.Deactivate(cluster.Book(_instrument));
                    await feed.Flush(Some.Trade(_instrument, "d"));
                }
                else
                {
                    await feed.Flush(Some.Trade(_instrument, "c"));
                }
            }
        });

        Assert.Equal(["a", "b", "c", "d"], ids);
        Assert.Contains(true, gaps);
        Assert.False(gaps[0]);
    }

    [Fact]
    public async Task A_watched_portfolio_comes_in_order_and_ends_by_its_token()
    {
        using var ending = new CancellationTokenSource();
        var versions = new List<(long, long)>();
        var fills = 1;
        await cluster.Client.RecordFills([Some.Fill(_instrument, _portfolio, "t1")], ending.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var view in cluster.Client.WatchPortfolio(_portfolio, ending.Token))
            {
                versions.Add((view.Epoch, view.Version));
                if (view.Positions is [{ Fills: 3 }])
                {
                    await ending.CancelAsync();
                }
                else
                {
                    fills++;
                    await cluster.Client.RecordFills([Some.Fill(_instrument, _portfolio, $"t{Math.Min(fills, 3)}")], ending.Token);
                }
            }
        });

        Assert.Equal(versions.Distinct().Order(), versions);
    }
}
