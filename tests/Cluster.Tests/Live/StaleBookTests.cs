using Ballast.Domain.MarketData.Books;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Testing.Live;

namespace Ballast.Cluster.Tests.Live;

/// <summary>A server that forgets a book and does not fetch it again.</summary>
public sealed class StaleBookTests(BallastCluster cluster)
{
    [Fact]
    public async Task A_book_that_stays_stale_while_its_exchange_sends_other_data_is_fetched_by_a_new_connection()
    {
        var id = cluster.SomePerpetual();
        await using var machine = await FakeMachine.Start(async call =>
        {
            await call.Send(Message.Book(id, 0, isSnapshot: true, (99, 1), (101, call.Number)));
            if (call.Number > 1)
            {
                await call.StaySilent();
            }

            // One of the server's two links dropped: it forgets the book and fetches no snapshot, and trades go on.
            await call.Send(Message.Disconnect(id.Exchange, 1, id.Symbol));
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            for (var second = 2; await pace.WaitForNextTickAsync(call.Ended); second++)
            {
                await call.Send(Message.Trade(id, second, $"{second}"));
            }
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [id], ("StaleTimeout", "00:00:00.3"));
        await feed.Book(id, view => view.State == BookState.Live && view.Asks[0].Amount == 2);

        Assert.Equal((2, 1L), (machine.Calls, feed.Counts.Reconnects));
        Assert.StartsWith($"{id.Exchange} sends data, but no snapshot of {id}, stale for ", feed.Counts.LastFault, StringComparison.Ordinal);
        Assert.Equal(0, (await feed.Grain.GetStatus()).StaleBooks);
        await feed.Grain.Stop();
    }
}
