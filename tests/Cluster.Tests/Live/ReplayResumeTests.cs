using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Testing.Live;

namespace Ballast.Cluster.Tests.Live;

/// <summary>Replays cut at many points, by a server that makes messages from state and so has less to say when it begins in the middle.</summary>
public sealed class ReplayResumeTests(BallastCluster cluster)
{
    private const string Recording = "normalized/binance-delivery_BTCUSD_PERP_20240808T2354-0000.ndjson.gz";
    private const string WithTickers = "synthetic/synthetic_bitmex_XBTUSD.ndjson.gz";

    /// <summary>The second minute of both recordings begins before the first of these.</summary>
    private static readonly int[] Cuts = [4_100, 4_101, 4_250, 4_499];

    [Theory]
    [InlineData("bitmex", WithTickers)]
    [InlineData("bitmex", Recording)]
    [InlineData("binance", Recording)]
    public async Task Wherever_a_replay_is_cut_its_books_and_tickers_are_those_of_one_without_a_cut(string venue, string recording)
    {
        var tape = Tape.Read(recording, 4_500);
        await using var machine = await FakeMachine.Start(async call =>
        {
            IEnumerable<string> sent = venue == "bitmex" ? ServerState.Bitmex(tape, call.From) : ServerState.Binance(tape, call.From);
            if (call.Number <= Cuts.Length)
            {
                await call.Send(sent.TakeWhile(message => Tape.ArrivalOf(message) <= Tape.ArrivalOf(tape.Messages[Cuts[call.Number - 1]])));
                await call.Close(1011, "Error: HttpError: status code: 500");
                return;
            }

            await call.Send(sent);
            await call.Close();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayWebSocket, [tape.Instrument]);
        var status = await feed.Completed();

        Assert.Equal((FeedState.Completed, Cuts.Length + 1, 0), (status.State, machine.Calls, status.StaleBooks));
        Assert.Equal("finished", feed.Counts.Link);
        Assert.Equal(Events(tape), status.Events);
        await feed.IsFolded(tape);
    }

    [Fact]
    public async Task A_replay_that_ends_with_a_stale_book_or_without_a_symbol_says_so()
    {
        var id = cluster.SomePerpetual();
        var unknown = new InstrumentId(id.Exchange, "BTC-PREP");
        await using var machine = await FakeMachine.Start(async call =>
        {
            await call.Send(Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)), Message.Trade(id, 1, "1"), Message.Disconnect(id.Exchange, 2));
            await call.Send(Message.Book(id, 3, isSnapshot: false, (98, 5), (101, 5)));
            await call.Close();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayWebSocket, [id, unknown]);
        var status = await feed.Completed();

        var lacking = $"nothing came for {unknown}: check the symbols and the period; at its end the books have no state of {id}";
        Assert.Equal((FeedState.Completed, 1, lacking, $"finished, but {lacking}"), (status.State, status.StaleBooks, status.LastFault, status.Link));
        Assert.Equal(BookState.Stale, (await feed.Book(id, view => view.State == BookState.Stale)).State);
    }

    [Fact]
    public async Task A_replay_server_that_stays_silent_is_told_with_what_silence_means()
    {
        var id = cluster.SomePerpetual();
        await using var machine = await FakeMachine.Start(call => call.StaySilent());

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayHttp, [id], ("NoDataTimeout", "00:00:01"));
        var counts = await feed.Told(counts => counts.Reconnects > 0);

        Assert.StartsWith("silent for 00:00:01; a replay server says nothing while its API answers 429 or 5xx", counts!.LastFault, StringComparison.Ordinal);
        await feed.Grain.Stop();
    }

    /// <summary>Messages that become events: a book that changes describe is not read from snapshots of its best levels too.</summary>
    private static long Events(Tape tape) => tape.Messages.Count(message => !message.Contains("\"type\":\"book_snapshot\"", StringComparison.Ordinal));
}
