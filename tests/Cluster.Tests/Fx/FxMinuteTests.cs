using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains;
using Ballast.Grains.Fx;
using Ballast.Silo.Rates;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fx;

/// <summary>Minutes close for the whole cluster at once, so each test has one of its own.</summary>
public sealed class FxMinuteTests : IAsyncLifetime
{
    private static readonly Instant Minute = FxPoint.MinuteOf(Some.Now) - TimeSpan.FromMinutes(5);

    private readonly BallastCluster _cluster = new();

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        await _cluster.Fx.Need(["COIN", "OTHER", "LATE"]);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_minute_closes_by_itself_when_arrivals_are_two_seconds_past_it()
    {
        var spot = _cluster.SomeSpot("COIN", "USDT");
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, At(-1)), Some.Snapshot(spot, 5, 7, At(0)), Some.Snapshot(spot, 7, 9, At(1)));
        Assert.False((await _cluster.Fx.GetPoint(Minute)).Closed);

        await feed.Publish(Some.Snapshot(spot, 7, 9, At(2)));
        var point = await Closed(Minute);

        Assert.Equal((Minute, 6m), (point.Minute, point.Table!.Convert("COIN", "USDT")!.Rate));
        Assert.Equal(point.Table.Quotes, (await _cluster.Fx.GetPoint(At(59))).Table!.Quotes);
        Assert.Equal((false, null), ((await _cluster.Fx.GetPoint(At(60))).Closed, (await _cluster.Fx.GetPoint(At(60))).Table));
    }

    [Fact]
    public async Task Closed_minutes_and_instruments_outlive_the_grain()
    {
        var spot = _cluster.SomeSpot("COIN", "USDT");
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, At(-1)), Some.Snapshot(spot, 5, 7, At(50)));
        await _cluster.Fx.FlushTo(At(55));
        var before = await _cluster.Fx.GetPoint(Minute);

        // The next activation is not told of the instrument again, and the quotes of the open minute are lost.
        await _cluster.Deactivate(_cluster.Fx);
        Assert.Equal(before.Table!.Quotes, (await _cluster.Fx.GetPoint(Minute)).Table!.Quotes);
        await _cluster.Fx.FlushTo(At(55));
        Assert.Equal([(spot, 6m)], (await _cluster.Fx.GetTable()).Quotes.Select(quote => (quote.Source!.Value, quote.Mid)));
        await feed.Publish(Some.Snapshot(spot, 7, 9, At(70)));
        await _cluster.Fx.FlushTo(At(70));

        Assert.Equal(6m, (await _cluster.Fx.GetPoint(At(60))).Table!.Convert("COIN", "USDT")!.Rate);
        Assert.Equal(before.Table.Quotes, (await _cluster.Fx.GetPoint(Minute)).Table!.Quotes);
    }

    [Fact]
    public async Task A_closed_minute_never_changes_and_one_without_a_rate_says_so()
    {
        var (spot, late) = (_cluster.SomeSpot("COIN", "USDT"), _cluster.SomeSpot("LATE", "USDT"));
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, At(-1)));
        await _cluster.Fx.FlushTo(At(120));
        await feed.Publish(Some.Snapshot(late, 1, 3, At(-1)), Some.Snapshot(late, 1, 3, At(130)));
        await _cluster.Fx.FlushTo(At(130));

        var (known, old) = (await _cluster.Fx.GetPoint(Minute), await _cluster.Fx.GetPoint(At(120)));

        Assert.Equal(["COIN"], known.Table!.Quotes.Select(quote => quote.Base));
        Assert.Equal((true, null), (old.Closed, old.Table));
    }

    [Fact]
    public async Task Minutes_that_could_not_be_stored_are_not_told_and_are_stored_later()
    {
        var spot = _cluster.SomeSpot("COIN", "USDT");
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, At(-1)));
        _cluster.Faults.Fail(GrainKeys.FxKey, new TimeoutException("no store"));
        await Assert.ThrowsAsync<Orleans.Runtime.OrleansException>(() => _cluster.Fx.FlushTo(At(60)));
        Assert.False((await _cluster.Fx.GetPoint(Minute)).Closed);

        _cluster.Faults.Heal(GrainKeys.FxKey);
        await _cluster.Fx.FlushTo(At(0));

        Assert.Equal(4m, (await _cluster.Fx.GetPoint(Minute)).Table!.Convert("COIN", "USDT")!.Rate);
    }

    [Fact]
    public async Task A_message_an_hour_ahead_closes_no_minute_and_stops_no_rate()
    {
        var (spot, wrong) = (_cluster.SomeSpot("COIN", "USDT"), _cluster.SomeSpot("OTHER", "USDT"));
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, At(-1)), Some.Snapshot(wrong, 1, 3, Some.Now + TimeSpan.FromHours(1)));
        await _cluster.Book(wrong).Flush();

        await _cluster.Fx.FlushTo(Some.Now + TimeSpan.FromHours(1));
        await feed.Publish(Some.Snapshot(spot, 5, 7), Some.Bid(wrong, 2, 5));
        await _cluster.Book(spot).Flush();
        await _cluster.Book(wrong).Flush();

        Assert.False((await _cluster.Fx.GetPoint(Some.Now + TimeSpan.FromMinutes(1))).Closed);
        var table = await _cluster.Fx.GetTable();
        Assert.Equal((6m, 2.5m), (table.Convert("COIN", "USDT")!.Rate, table.Convert("OTHER", "USDT")!.Rate));
        Assert.All(table.Quotes, quote => Assert.True(quote.AsOf <= Some.Now + TimeSpan.FromSeconds(12)));
    }

    [Fact]
    public async Task Minutes_in_the_store_are_rebuilt_without_a_silo_and_read_by_the_next_activation()
    {
        var spot = _cluster.SomeSpot("COIN", "USDT");
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 3, 5, At(-600)));
        await _cluster.Fx.FlushTo(At(0));
        Assert.Equal((true, null), ((await _cluster.Fx.GetPoint(Minute)).Closed, (await _cluster.Fx.GetPoint(Minute)).Table));
        var step = TimeSpan.FromSeconds(1);
        await _cluster.Samples.Append(spot, step, new SamplingGrid(step).IndexAtOrBefore(At(-2)), new[] { 8.0 }, TestContext.Current.CancellationToken);
        await _cluster.Deactivate(_cluster.Fx);

        var storage = _cluster.OfflineStorage();
        var grain = _cluster.Fx.GetGrainId();
        var state = new LoadedState<FxGrainState>(storage, "fx", grain);
        await state.ReadStateAsync();
        Assert.Contains(spot, state.State.Instruments);
        var rebuilt = await new FxRebuild(state, new(storage, grain), (instrument, first, last) => _cluster.Samples.Read(instrument, step, first, last, default), new([], TimeSpan.FromSeconds(60)), new(step))
            .Run([_cluster.Terms.Find(spot)!], At(0), At(0), TestContext.Current.CancellationToken);

        Assert.Equal(new FxRebuilt(1, 0, 0), rebuilt);
        Assert.Equal(8m, (await _cluster.Fx.GetPoint(Minute)).Table!.Convert("COIN", "USDT")!.Rate);
        await _cluster.Fx.FlushTo(At(60));
        Assert.True((await _cluster.Fx.GetPoint(At(60))).Closed);
    }

    [Fact]
    public async Task The_same_events_give_the_same_minutes_however_they_were_sent()
    {
        var random = new Random(7);
        var at = At(-30);
        var steps = Enumerable.Range(0, 150).Select(_ => (Book: random.Next(2), Mid: random.Next(10, 1_000), At: at += TimeSpan.FromMilliseconds(random.Next(1, 4_000)))).ToArray();
        await using var other = new BallastCluster();
        await other.InitializeAsync();

        var oneByOne = await Run(_cluster, steps, (feed, events) => Each(events, one => feed.Publish(one)), at);
        var atOnce = await Run(other, steps, (feed, events) => feed.Publish(events), at);

        Assert.Equal(oneByOne, atOnce);
        Assert.True(oneByOne.Count(line => line.Contains("USDT", StringComparison.Ordinal)) >= 3, string.Join('\n', oneByOne));
    }

    private static async Task<List<string>> Run(
        BallastCluster cluster, (int Book, int Mid, Instant At)[] steps, Func<TestFeed, IEnumerable<MarketEvent>, Task> send, Instant end)
    {
        InstrumentId[] books = [new("v", "COIN/USDT"), new("v", "OTHER/USDT")];
        foreach (var book in books)
        {
            cluster.Terms.Add(new() { Id = book, Kind = ContractKind.Spot, Base = book.Symbol[..^5], Quote = "USDT", Settle = "USDT" });
        }

        await cluster.Fx.Need(["COIN", "OTHER"]);
        await send(await cluster.StartFeed(), steps.Select(step => Some.Snapshot(books[step.Book], step.Mid - 1, step.Mid + 1, step.At)));
        await cluster.Fx.FlushTo(end);
        var points = new FxPoints(cluster.Grains, new(cluster.Grains, Options.Create(new BallastOptions())), TimeProvider.System);
        var lines = new List<string>();
        for (var minute = Minute - TimeSpan.FromMinutes(1); minute <= end; minute += TimeSpan.FromMinutes(1))
        {
            var point = await points.Get(minute);
            Assert.True(point.Closed);
            Assert.Same(point, await points.Get(minute + TimeSpan.FromSeconds(59)));
            lines.Add($"{point.Minute} {point.Table?.Version} {string.Join(";", point.Table?.Quotes ?? [])}");
        }

        return lines;
    }

    private static async Task Each(IEnumerable<MarketEvent> events, Func<MarketEvent, Task> act)
    {
        foreach (var one in events)
        {
            await act(one);
        }
    }

    private static Instant At(double seconds) => Minute + TimeSpan.FromSeconds(seconds);

    /// <summary>The point of a minute once it is closed.</summary>
    private async Task<FxPoint> Closed(Instant minute)
    {
        FxPoint? point = null;
        await Eventually.Until(
            $"minute {minute} is closed", Waiting.Patience, async () => (point = await _cluster.Fx.GetPoint(minute)) is { Closed: true }, TestContext.Current.CancellationToken);
        return point!;
    }
}
