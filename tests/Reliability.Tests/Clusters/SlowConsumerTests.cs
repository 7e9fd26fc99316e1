using Ballast.Client;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Xunit;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>Twenty thousand messages a second at books that take a second and a half for each delivery.</summary>
public sealed class SlowConsumerTests
{
    /// <summary>Snapshots beyond a full window, 2, 4, 8, … s into a silence.</summary>
    private const int MaxOnSilence = 8;
    private const long MaxGrowth = 64 << 20;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_feed_at_slow_books_stays_small_and_every_book_is_right_afterwards()
    {
        using var folder = new TemporaryFolder();
        var ports = SiloPorts.Free();
        var (feed, slow) = (new BusyFeed(RunLength.SlowSeconds), new SlowBooks { Delay = Delay });
        await using var host = await SiloHost.Start(
            new() { DataDirectory = folder.Root, HttpPort = null, SiloPort = ports.Silo, GatewayPort = ports.Gateway, StorePort = ports.Store },
            builder =>
            {
                builder.Services.AddSingleton<IFeedConnection>(feed);
                builder.Services.AddSingleton<IIncomingGrainCallFilter>(slow);
            },
            Token);
        var (grains, client) = (host.Services.GetRequiredService<IGrainFactory>(), host.Services.GetRequiredService<IBallastClient>());
        var grain = grains.Feed(feed.Feed);
        await grain.Start();

        // Half-way the feed has reached whatever it needs; from then on it must need no more.
        await Eventually.Until("half of the messages are out", Patience, () => Task.FromResult(feed.Published >= feed.Messages / 2), Token);
        var half = GC.GetTotalMemory(forceFullCollection: true);
        FeedStatus status = await grain.GetStatus();
        while (!feed.AllPublished.IsCompleted)
        {
            Assert.InRange(status.Unacknowledged, 0, (FeedPublisher.Window + MaxOnSilence) * BusyFeed.Instruments.Length);
            await Task.WhenAny(feed.AllPublished, feed.NextSecond());
            status = await grain.GetStatus();
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - half;
        Assert.True(status.Folding > 0 && status.FoldedUpdates > 0, $"nothing was folded: {status}");
        Assert.True(grown < MaxGrowth, $"the process grew by {grown >> 20} MB in the second half");

        slow.Delay = TimeSpan.Zero;
        feed.End();
        await Eventually.Until("everything is applied", Patience, async () => (status = await grain.GetStatus()).State == FeedState.Completed, Token);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{feed.Published} messages, {status.FoldedUpdates} changes and {status.FoldedTrades} trades folded, {status.Batches} batches, grown by {grown >> 10} KB");

        var (folded, lost) = (0L, 0L);
        foreach (var (instrument, book) in feed.Books)
        {
            var view = await client.GetBook(instrument, 25, Token);
            var statistics = await grains.Book(instrument).GetStatistics();
            Assert.Equal((BookState.Live, 0L), (view.State, statistics.Gaps));
            Assert.Equal(book.Best(bids: true, 25), view.Bids);
            Assert.Equal(book.Best(bids: false, 25), view.Asks);
            Assert.Equal(book.Changes, statistics.MessagesByType["book_change"] + statistics.FoldedUpdates);
            Assert.Equal(book.Trades, statistics.MessagesByType["trade"] + statistics.FoldedTrades);
            (folded, lost) = (folded + statistics.FoldedUpdates, lost + statistics.FoldedTrades);
        }

        Assert.Equal((status.FoldedUpdates, status.FoldedTrades), (folded, lost));
        Assert.Equal(feed.Messages, feed.Published);
    }
}
