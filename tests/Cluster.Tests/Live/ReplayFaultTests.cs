using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Testing.Live;

namespace Ballast.Cluster.Tests.Live;

/// <summary>A recorded market, replayed by a server that fails in the middle of it in every way the real one does.</summary>
public sealed class ReplayFaultTests(BallastCluster cluster)
{
    private const string Recording = "normalized/binance-delivery_BTCUSD_PERP_20240808T2354-0000.ndjson.gz";
    private const int Length = 6_000;
    private const int CutAt = 4_500;

    /// <summary>As long as the address of a request for many symbols.</summary>
    private static readonly string LongError = $$"""{"message":"boom","url":"/data-feeds?filters={{new string('x', 9_000)}}"}""";

    [Theory]
    [InlineData(FeedKind.ReplayWebSocket)]
    [InlineData(FeedKind.ReplayHttp)]
    public async Task A_replay_ends_by_its_orderly_close_with_the_book_that_a_naive_fold_gives(FeedKind kind)
    {
        var tape = Tape.Read(Recording, Length);
        await using var machine = await FakeMachine.Start(call => Play(call, tape));

        var feed = await RunningFeed.Start(cluster, machine, kind, [tape.Instrument]);
        var status = await feed.Completed();

        Assert.Equal((FeedState.Completed, (long)Length, 1), (status.State, status.Events, machine.Calls));
        Assert.Equal((0L, 0L, (long)Length, "finished"), (feed.Counts.Faults, feed.Counts.Reconnects, feed.Counts.Messages, feed.Counts.Link));
        await feed.IsFolded(tape);
    }

    [Fact]
    public async Task A_slow_reader_of_a_replay_makes_it_wait_and_loses_nothing()
    {
        var tape = Tape.Read(Recording, Length);
        cluster.HeldBooks.Hold(tape.Instrument);
        await using var machine = await FakeMachine.Start(call => Play(call, tape));

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayWebSocket, [tape.Instrument]);
        var slow = await feed.Published(1);
        Assert.Equal(FeedState.Running, slow.State);
        cluster.HeldBooks.LetGo(tape.Instrument);
        var status = await feed.Completed();

        Assert.Equal((FeedState.Completed, (long)Length, 0L), (status.State, status.Events, status.FoldedUpdates + status.FoldedTrades));
        await feed.IsFolded(tape);
    }

    [Theory]
    [InlineData(FeedKind.ReplayWebSocket, "cut", "1006")]
    [InlineData(FeedKind.ReplayWebSocket, "1011", "1011: Error: HttpError: status code: 500")]
    [InlineData(FeedKind.ReplayWebSocket, "1008", "1008: Too much backpressure")]
    [InlineData(FeedKind.ReplayWebSocket, "1001", "1001")]
    [InlineData(FeedKind.ReplayWebSocket, "silence", "silent for 00:00:03")]
    [InlineData(FeedKind.ReplayWebSocket, "error object", "ended by an error of the server: boom")]
    [InlineData(FeedKind.ReplayHttp, "cut", "the answer was cut")]
    [InlineData(FeedKind.ReplayHttp, "silence", "silent for 00:00:03")]
    [InlineData(FeedKind.ReplayHttp, "error object", "ended by an error of the server: boom")]
    [InlineData(FeedKind.ReplayHttp, "long error object", "ended by an error of the server: boom")]
    public async Task A_replay_that_is_lost_is_asked_for_again_from_its_beginning_and_repeats_nothing(FeedKind kind, string fault, string told)
    {
        var tape = Tape.Read(Recording, Length);
        DateTimeOffset? resumedFrom = null;
        await using var machine = await FakeMachine.Start(async call =>
        {
            if (call.Number > 1)
            {
                resumedFrom = call.From;
                await Play(call, tape);
                return;
            }

            await call.Send(tape.Messages.Take(CutAt));
            await Fail(call, fault);
        });

        var feed = await RunningFeed.Start(cluster, machine, kind, [tape.Instrument], ("NoDataTimeout", fault == "silence" ? "00:00:03" : "00:00:30"));
        var status = await feed.Completed();

        // A cut may lose what was on its way; what was read before it is not read twice.
        Assert.Equal((FeedState.Completed, (long)Length), (status.State, status.Events));
        Assert.Equal((1L, 2), (feed.Counts.Reconnects, machine.Calls));
        Assert.Contains(told, feed.Counts.LastFault, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2024, 8, 8, 23, 54, 0, TimeSpan.Zero), resumedFrom);
        await feed.IsFolded(tape);
    }

    [Fact]
    public async Task Equal_arrivals_are_told_apart_by_position()
    {
        var id = cluster.SomePerpetual();
        var tape = Tape.Of(id,
        [
            Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)),
            .. Enumerable.Range(0, 10).Select(i => Message.Trade(id, 1, "same")),
            .. Enumerable.Range(1, 10).Select(i => Message.Book(id, 1, isSnapshot: false, (99, i), (101, 20 - i))),
        ]);
        await using var machine = await FakeMachine.Start(async call =>
        {
            // Each call goes three messages further, all of one arrival.
            await call.Send(tape.Messages.Take(5 + (3 * call.Number)));
            if (5 + (3 * call.Number) < tape.Messages.Count)
            {
                await call.Close(1011, "Error: HttpError: status code: 500");
            }
            else
            {
                await call.Close();
            }
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayWebSocket, [id]);
        var status = await feed.Completed();

        Assert.Equal((FeedState.Completed, 21L), (status.State, status.Events));
        Assert.Equal(6, machine.Calls);
        await feed.IsFolded(tape);
    }

    [Fact]
    public async Task A_book_that_a_resumed_replay_does_not_continue_is_stale_until_its_next_snapshot()
    {
        var id = cluster.SomePerpetual();
        await using var machine = await FakeMachine.Start(async call =>
        {
            if (call.Number == 1)
            {
                await call.Send(Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)), Message.Trade(id, 1, "1"));
                await call.Close(1011, "Error: HttpError: status code: 503");
                return;
            }

            // As for Binance: no book at all until a snapshot, only trades.
            await call.Send(Message.Trade(id, 1, "1"), Message.Trade(id, 2, "2"), Message.Book(id, 3, isSnapshot: false, (98, 5), (101, 5)));
            await call.Close();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayWebSocket, [id]);
        await feed.Completed();

        Assert.Equal(BookState.Stale, (await feed.Book(id, view => view.State == BookState.Stale)).State);
    }

    [Fact]
    public async Task A_replay_whose_feed_is_started_anew_folds_its_books_again_and_goes_on()
    {
        var tape = Tape.Read(Recording, Length);
        await using var machine = await FakeMachine.Start(async call =>
        {
            if (call.Number > 1)
            {
                await Play(call, tape);
                return;
            }

            await call.Send(tape.Messages.Take(CutAt));
            await call.StaySilent();
        });
        var feed = await RunningFeed.Start(cluster, machine, FeedKind.ReplayWebSocket, [tape.Instrument]);
        await feed.Told(counts => counts.Messages == CutAt);
        await feed.Grain.Stop();
        var stopped = await feed.Grain.GetStatus();

        await feed.Grain.Start();
        var status = await feed.Completed();

        Assert.Equal(FeedState.Completed, status.State);
        Assert.True(status.Epoch > stopped.Epoch);
        await feed.IsFolded(tape);
    }

    private static async Task Play(MachineCall call, Tape tape)
    {
        await call.Send(tape.From(call.From));
        await call.Close();
    }

    private static async Task Fail(MachineCall call, string fault)
    {
        switch (fault)
        {
            case "cut":
                call.Cut();
                break;
            case "silence":
                await call.StaySilent();
                break;
            case "long error object":
                await call.SendTail(LongError);
                break;
            case "error object" when call.Socket is null:
                await call.SendTail("{\"message\":\"boom\",\"url\":\"/data-feeds\"}");
                break;
            case "error object":
                await call.Send("{\"message\":\"boom\",\"url\":\"/data-feeds\"}");
                await call.Close();
                break;
            case "1011":
                await call.Close(1011, "Error: HttpError: status code: 500");
                break;
            default:
                await call.Close(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture), fault == "1008" ? "Too much backpressure" : "");
                break;
        }
    }
}
