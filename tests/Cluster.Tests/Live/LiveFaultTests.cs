using System.Text;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Testing.Live;

namespace Ballast.Cluster.Tests.Live;

/// <summary>A live stream from a server that fails: books are stale at once, and live again with the next snapshot.</summary>
public sealed class LiveFaultTests(BallastCluster cluster)
{
    private const string Recording = "normalized/binance-futures_BTCUSDT_20240808T2354-0000.ndjson.gz";
    private const string Other = "normalized/binance-delivery_BTCUSD_PERP_20240808T2354-0000.ndjson.gz";
    private const int Length = 1_500;
    private const int FrameOf5MiB = 5 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cut", "1006")]
    [InlineData("1011", "1011: Error: connection")]
    [InlineData("1008", "1008: Too much backpressure")]
    [InlineData("1000", "the server ended the stream")]
    [InlineData("silence", "silent for 00:00:03")]
    public async Task A_lost_stream_leaves_its_books_stale_until_the_snapshot_of_the_next(string fault, string told)
    {
        var tape = Tape.Read(Recording, Length);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var machine = await FakeMachine.Start(async call =>
        {
            if (call.Number == 1)
            {
                await call.Send(tape.Messages.Take(Length / 2));
                await Fail(call, fault);
                return;
            }

            await goOn.Task.WaitAsync(call.Ended);
            await call.Send(tape.Messages);
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [tape.Instrument], ("NoDataTimeout", fault == "silence" ? "00:00:03" : "00:00:30"));
        await feed.Book(tape.Instrument, view => view.State == BookState.Stale);
        Assert.Equal(1, feed.Counts.Disconnects);
        Assert.Contains(told, feed.Counts.LastFault, StringComparison.Ordinal);
        goOn.SetResult();

        await feed.IsFolded(tape);
        Assert.True(feed.Counts.Reconnects >= 1);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task A_slow_reader_of_a_stream_gets_what_it_could_not_take_as_one_snapshot()
    {
        const int More = 400;
        var tape = Tape.Read(Recording, Length);
        var started = new TaskCompletionSource<RunningFeed>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var machine = await FakeMachine.Start(async call =>
        {
            var running = await started.Task.WaitAsync(call.Ended);
            await call.Send(tape.Messages.Take(Length - More));
            await running.Published(Length - More);
            cluster.HeldBooks.Hold(tape.Instrument);
            for (var sent = Length - More; sent < Length; sent++)
            {
                // One by one, or a few large batches would take them all.
                await call.Send(tape.Messages[sent]);
                await running.Published(sent + 1);
            }

            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [tape.Instrument]);
        started.SetResult(feed);
        var slow = await feed.Published(Length);
        cluster.HeldBooks.LetGo(tape.Instrument);

        await feed.IsFolded(tape);
        Assert.True(slow.FoldedUpdates + slow.FoldedTrades > 0, slow.ToString());
        Assert.InRange(slow.Unacknowledged, 1, FeedPublisher.Window + 8);
        Assert.Equal(0, feed.Counts.Reconnects);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task Garbage_and_messages_of_5_MiB_are_taken_for_what_they_are()
    {
        var id = cluster.SomePerpetual();
        var levels = new StringBuilder();
        for (var price = 1; levels.Length < FrameOf5MiB; price++)
        {
            levels.Append(price > 1 ? "," : "").Append($$"""{"price":{{price}},"amount":1}""");
        }

        var large = Message.Book(id, 1, isSnapshot: true, (1, 1), (900_000, 7)).Replace("[{\"price\":1,\"amount\":1}]", $"[{levels}]", StringComparison.Ordinal);
        var tape = Tape.Of(id, Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)), large, Message.Book(id, 2, isSnapshot: false, (50, 3), (900_000, 8)));
        await using var machine = await FakeMachine.Start(async call =>
        {
            await call.Send(tape.Messages[0], "\u0001\u0002 not json", "{\"type\":\"book_change\"", "[]", "{\"foo\":1}", "{\"type\":\"weather\"}");
            await call.SendBytes(new byte[] { 0xff, 0xfe, 0x00 }, System.Net.WebSockets.WebSocketMessageType.Binary);
            await call.Send(tape.Messages.Skip(1));
            await call.Send(Message.Error(id.Exchange, "429 too many requests"));
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [id]);
        await feed.IsFolded(tape);

        await feed.Told(counts => counts.Messages == 10);
        Assert.Equal((6L, 1L, 0L), (feed.Counts.Faults, feed.Counts.UnknownTypes, feed.Counts.Reconnects));
        Assert.Contains("429 too many requests (2 in a row)", feed.Counts.LastFault, StringComparison.Ordinal);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task Exchanges_of_one_stream_need_no_common_order()
    {
        var (first, second) = (Tape.Read(Recording, Length), Tape.Read(Other, Length));
        await using var machine = await FakeMachine.Start(async call =>
        {
            // By its stamps the second exchange arrives long after the first.
            await call.Send(first.Messages.Take(Length / 2));
            await call.Send(second.Messages);
            await call.Send(first.Messages.Skip(Length / 2));
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [first.Instrument, second.Instrument]);

        await feed.IsFolded(first);
        await feed.IsFolded(second);
        Assert.Equal((0L, 0L), (feed.Counts.Faults, feed.Counts.Reconnects));
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task A_server_whose_clock_is_wrong_has_its_arrivals_replaced_by_ours()
    {
        var id = cluster.SomePerpetual();
        var hours = (int)(Some.Now - Instant.From(Message.Start)).TotalHours;
        await using var machine = await FakeMachine.Start(async call =>
        {
            await call.Send(Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)));
            await call.Send(Message.Book(id, (hours + 5) * 3_600, isSnapshot: false, (100, 1), (101, 1)));
            await call.StaySilent();
        });
        var before = Some.Now;

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [id]);
        var view = await feed.Book(id, view => view.Mid == 100.5);

        Assert.InRange(view.ReceivedAt.Micros, (before - LiveArrival.Tolerance).Micros, (Some.Now + LiveArrival.Tolerance).Micros);
        var status = await feed.Grain.GetStatus();
        Assert.Equal(2, status.ArrivalsReplaced);
        Assert.True(status.Watermark <= Some.Now + LiveArrival.Tolerance);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task A_quiet_stream_moves_its_watermark_with_our_clock()
    {
        var id = cluster.SomePerpetual();
        await using var machine = await FakeMachine.Start(async call =>
        {
            await call.Send(Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)));
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [id]);
        await feed.Book(id, view => view.State == BookState.Live);
        var watermark = (await feed.Grain.GetStatus()).Watermark;

        await RunningFeed.Until(() => feed.Grain.GetStatus(), status => status.Applied > watermark);

        Assert.Equal(watermark, (await feed.Grain.GetStatus()).Watermark);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task An_exchange_that_the_server_loses_takes_all_its_books_and_no_others()
    {
        var (first, other) = (cluster.SomePerpetual(), cluster.SomePerpetual());
        var second = cluster.Perpetual(new(first.Exchange, "ETH-PERP"));
        await using var machine = await FakeMachine.Start(async call =>
        {
            foreach (var id in (InstrumentId[])[first, second, other])
            {
                await call.Send(Message.Book(id, 0, isSnapshot: true, (99, 1), (101, 1)));
            }

            await call.Send(Message.Disconnect(first.Exchange, 1, first.Symbol, second.Symbol));
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [first, second, other]);
        await feed.Book(first, view => view.State == BookState.Stale);
        await feed.Book(second, view => view.State == BookState.Stale);

        Assert.Equal(BookState.Live, (await feed.Book(other, view => view.State != BookState.NoSnapshot)).State);
        Assert.Equal((1L, 0L), (feed.Counts.Disconnects, feed.Counts.Reconnects));
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task Of_an_exchange_that_the_server_loses_in_part_only_the_named_books_are_stale()
    {
        var first = cluster.SomePerpetual();
        var second = cluster.Perpetual(new(first.Exchange, "ETH-PERP"));
        await using var machine = await FakeMachine.Start(async call =>
        {
            await call.Send(Message.Book(first, 0, isSnapshot: true, (99, 1), (101, 1)), Message.Book(second, 0, isSnapshot: true, (99, 1), (101, 1)));

            // As it was asked for, which may be in another case.
            await call.Send(Message.Disconnect(first.Exchange, 1, "eth-perp"));
            await call.Send(Message.Book(first, 2, isSnapshot: false, (100, 1), (101, 1)), Message.Book(second, 2, isSnapshot: false, (100, 1), (101, 1)));
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [first, second]);
        await feed.Book(second, view => view.State == BookState.Stale);

        Assert.Equal(100.5, (await feed.Book(first, view => view.Mid is not null && view.Bids[0].Price == 100)).Mid);
        Assert.Equal(BookState.Stale, (await feed.Book(second, _ => true)).State);
        await feed.Grain.Stop();
    }

    [Theory]
    [InlineData(FeedKind.Stream, "closed 1011: Error: unknown exchange")]
    [InlineData(FeedKind.ReplayHttp, "HTTP 401: no key; Unauthorized")]
    public async Task A_refused_request_is_told_and_not_repeated_at_once(FeedKind kind, string told)
    {
        var id = cluster.SomePerpetual();
        await using var machine = await FakeMachine.Start(call => call.Socket is null
            ? call.Refuse(401, "{\"responseText\":\"Unauthorized\",\"message\":\"no key\",\"url\":\"/v1\"}")
            : call.Close(1011, "Error: unknown exchange"));

        var feed = await RunningFeed.Start(cluster, machine, kind, [id]);
        var counts = await feed.Told(counts => counts.Reconnects == 1 && counts.Link?.StartsWith("refused", StringComparison.Ordinal) == true);

        Assert.Equal(1, machine.Calls);
        Assert.Contains(told, counts!.LastFault, StringComparison.Ordinal);
        Assert.Contains(told, counts.Link, StringComparison.Ordinal);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task What_a_server_does_not_support_is_told_and_not_asked_for_again_at_once()
    {
        var id = cluster.SomePerpetual();
        await using var machine = await FakeMachine.Start(async call =>
        {
            // As the real server does, which only finds out when it dials the exchange.
            for (var tries = 0; tries < 50; tries++)
            {
                await call.Send(Message.Error(id.Exchange, $"normalizeTrades: {id.Exchange} not supported"), Message.Disconnect(id.Exchange, tries, id.Symbol));
            }

            await call.Close(1011, $"Too many subsequent errors when connecting to {id.Exchange} WS API");
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [id]);
        var counts = await feed.Told(counts => counts.Reconnects == 1 && counts.Link?.StartsWith("refused", StringComparison.Ordinal) == true);

        Assert.Equal((1, 50L), (machine.Calls, counts!.Faults));
        Assert.EndsWith($"WS API ({id.Exchange}: normalizeTrades: {id.Exchange} not supported)", counts.LastFault, StringComparison.Ordinal);
        await feed.Grain.Stop();
    }

    [Fact]
    public async Task Every_request_asks_for_disconnects_and_names_an_exchange_once()
    {
        var first = cluster.SomePerpetual();
        var second = new InstrumentId(first.Exchange, "ETH-PERP");
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var machine = await FakeMachine.Start(async call =>
        {
            asked.TrySetResult($"{call.Path} {call.Options.GetRawText()}");
            await call.StaySilent();
        });

        var feed = await RunningFeed.Start(cluster, machine, FeedKind.Stream, [first, second]);

        Assert.Equal(
            "/ws-stream-normalized [{\"exchange\":\"" + first.Exchange + "\",\"symbols\":[\"BTC-PERP\",\"ETH-PERP\"],\"dataTypes\":[\"trade\",\"book_change\"],"
            + "\"withDisconnectMessages\":true,\"withErrorMessages\":true,\"timeoutIntervalMS\":10000}]",
            await asked.Task.WaitAsync(Token));
        await feed.Grain.Stop();
    }

    private static Task Fail(MachineCall call, string fault)
    {
        switch (fault)
        {
            case "cut":
                call.Cut();
                return Task.CompletedTask;
            case "silence":
                return call.StaySilent();
            default:
                return call.Close(
                    int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture),
                    fault switch { "1008" => "Too much backpressure", "1011" => "Error: connection", _ => "" });
        }
    }
}
