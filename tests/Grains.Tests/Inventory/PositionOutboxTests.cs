using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Positions;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Inventory;

public sealed class PositionOutboxTests
{
    private static readonly InstrumentId Instrument = new("venue", "BTC");

    private readonly List<IReadOnlyList<PositionPush>> _taken = [];
    private readonly Queue<Func<Task<bool>>> _answers = new();
    private readonly CountedTimers _time = new();
    private readonly PositionOutbox _outbox;

    public PositionOutboxTests()
    {
        var (factory, stubs) = StubGrains.Create();
        stubs.Add<IPortfolioGrain>((_, _, arguments) =>
        {
            _taken.Add((IReadOnlyList<PositionPush>)arguments[0]!);
            return _answers.TryDequeue(out var answer) ? answer() : Task.FromResult(false);
        });
        _outbox = new(factory, new(), _time, NullLogger<PositionOutbox>.Instance);
    }

    [Fact]
    public async Task What_a_replaced_push_had_closed_is_carried_by_the_newer_one()
    {
        var release = await Occupy();
        _outbox.Post("main", Push(2, [1, 2], "fill a"));
        _outbox.Post("main", Push(3, [2, 3], "fill a", "fill b"));
        release.SetResult();
        await _outbox.Flush();

        var push = Assert.Single(_taken[1]);
        Assert.Equal(3, push.Version);
        Assert.Equal([1, 2, 3], push.Closed.Select(value => value.At.Micros));
        Assert.Equal([2, 2, 3], push.Closed.Select(value => value.Value.Total));
        Assert.Equal(["fill a", "fill b"], push.Late.Select(late => late.Cause));
    }

    [Fact]
    public async Task What_was_not_taken_goes_with_the_next_post()
    {
        _answers.Enqueue(() => throw new TimeoutException("down"));
        _outbox.Post("main", Push(1, [1], "fill a"));
        await _outbox.Flush();
        Assert.Single(_taken);

        _outbox.Post("main", Push(2, [2]));
        await _outbox.Flush();

        var push = Assert.Single(_taken[1]);
        Assert.Equal((2, "fill a"), (push.Version, Assert.Single(push.Late).Cause));
        Assert.Equal([1, 2], push.Closed.Select(value => value.At.Micros));
    }

    [Fact]
    public async Task A_push_that_came_while_an_older_one_was_refused_stays_the_newest()
    {
        var release = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        _answers.Enqueue(async () =>
        {
            sent.SetResult();
            await release.Task;
            return false;
        });
        _outbox.Post("main", Push(1, [1]));
        await sent.Task;
        _outbox.Post("main", Push(2, [2]));
        release.SetException(new TimeoutException("down"));
        await _outbox.Flush();
        _outbox.Post("main", Push(3, [3]));
        await _outbox.Flush();

        // On a busy machine the second push may go by itself, when the outbox tries again.
        Assert.Equal(3, Assert.Single(_taken[^1]).Version);
        Assert.Equal([1, 2, 3], _taken.Skip(1).SelectMany(call => call).SelectMany(push => push.Closed).Select(value => value.At.Micros));
    }

    [Fact]
    public void Late_events_that_wait_are_a_few_by_name_and_a_number_with_the_earliest_time()
    {
        var push = Push(1, [], [.. Enumerable.Range(0, 30_000).Select(i => $"fill {i}")]);

        var joined = Push(2, [], [.. Enumerable.Range(29_990, 20_010).Select(i => $"fill {i}")]).After(push);

        Assert.Equal([.. Enumerable.Range(0, LateEvents.MaxNamed).Select(i => $"fill {i}"), "more late events"], joined.Late.Select(late => late.Cause));
        Assert.Equal((new Instant(7), 50_000L - LateEvents.MaxNamed + 10), (joined.Late[^1].VenueTime, joined.Late[^1].Others));
        Assert.Equal(joined.Late, Push(3, [], "fill 3").After(joined).Late);
    }

    [Fact]
    public void A_portfolio_that_accepts_nothing_for_minutes_keeps_only_the_newest_minutes()
    {
        var (box, time) = (new PortfolioBox(), new FakeTimeProvider());
        var kept = (int)PortfolioBox.Kept.TotalSeconds;
        box.Put(Seconds(Instrument, 2 * kept));
        box.Failed(time);
        time.Advance(PortfolioBox.KeepsAll - TimeSpan.FromSeconds(1));
        box.Failed(time);
        Assert.Equal(0, box.Dropped);

        time.Advance(TimeSpan.FromSeconds(1));
        box.Failed(time);

        Assert.Equal(kept, box.Dropped);
        var push = Assert.Single(box.TakePushes());
        Assert.Equal(Enumerable.Range(kept + 1, kept), push.Closed.Select(value => (int)(value.At.Micros / Instant.PerSecond)));
        box.Put(Seconds(Instrument, 2 * kept));
        box.Succeeded();
        box.Failed(time);
        Assert.Equal((0L, 2 * kept), (box.Dropped, box.TakePushes()[0].Closed.Length));
    }

    [Fact]
    public void What_waits_for_a_portfolio_that_accepts_nothing_is_bounded_over_all_instruments()
    {
        var (box, time) = (new PortfolioBox(), new FakeTimeProvider());
        const int Instruments = 1_000;
        box.Failed(time);
        time.Advance(PortfolioBox.KeepsAll);
        for (var i = 0; i < Instruments; i++)
        {
            box.Put(Seconds(new("venue", $"I{i}"), 200));
        }

        box.Failed(time);

        Assert.Equal(PortfolioBox.MaxClosed, box.TakePushes().Sum(push => push.Closed.Length));
        Assert.Equal((200 * Instruments) - PortfolioBox.MaxClosed, box.Dropped);
    }

    [Fact]
    public async Task A_portfolio_that_refuses_is_left_alone_and_asked_again_by_itself_less_and_less_often()
    {
        foreach (var _ in Enumerable.Range(0, 8))
        {
            _answers.Enqueue(() => throw new TimeoutException("down"));
        }

        _outbox.Post("main", Push(1, [1]));
        var calls = 0;
        foreach (var millis in new[] { 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000 })
        {
            calls++;
            await Eventually.Until($"pause {calls}", Waiting.Patience, () => Task.FromResult(_time.Timers == calls), Token);
            for (var version = 2; version < 100; version++)
            {
                _outbox.Post("main", Push(version, [version]));
            }

            _time.Advance(TimeSpan.FromMilliseconds(millis - 1));
            Assert.Equal(calls, _taken.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Eventually.Until("the last call", Waiting.Patience, () => Task.FromResult(_taken.Count == 9), Token);
        Assert.Equal((99, 99), (_taken[8][0].Version, _taken[8][0].Closed.Length));
    }

    [Fact]
    public async Task What_is_too_much_for_one_call_goes_in_several_oldest_first()
    {
        var release = await Occupy();
        _outbox.Post("main", Push(2, [.. Enumerable.Range(1, 3 * PushParts.MaxSize)], "fill a"));
        release.SetResult();
        await _outbox.Flush();

        Assert.Equal([PushParts.MaxSize, PushParts.MaxSize, PushParts.MaxSize], _taken.Skip(1).Select(call => Assert.Single(call).Closed.Length));
        Assert.Equal(Enumerable.Range(1, 3 * PushParts.MaxSize), _taken.Skip(1).SelectMany(call => call[0].Closed).Select(value => (int)value.At.Micros));
        Assert.Equal([1, 0, 0], _taken.Skip(1).Select(call => call[0].Late.Length));
    }

    [Fact]
    public async Task Calls_get_smaller_while_they_fail_and_nothing_is_lost_or_sent_out_of_order()
    {
        var release = await Occupy();
        _outbox.Post("main", Push(2, [.. Enumerable.Range(1, PushParts.MaxSize)], "fill a"));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            _answers.Enqueue(() => throw new TimeoutException("too large"));
        }

        release.SetResult();
        for (var flushes = 0; flushes < 4; flushes++)
        {
            await _outbox.Flush();
        }

        Assert.Equal([20_000, 10_000, 5_000, 2_500], _taken.Skip(1).Take(4).Select(call => call[0].Closed.Length));
        Assert.Equal(Enumerable.Range(1, PushParts.MaxSize), _taken.Skip(4).SelectMany(call => call[0].Closed).Select(value => (int)value.At.Micros));
        Assert.Equal("fill a", Assert.Single(_taken[4][0].Late).Cause);
    }

    [Fact]
    public async Task An_inventory_that_does_not_answer_holds_up_no_other_and_is_awaited_by_a_flush()
    {
        var (slow, fast) = (new Source(new("venue", "SLOW")), new Source(new("venue", "FAST")));
        var release = await Occupy();
        _outbox.Post("main", slow);
        _outbox.Post("main", fast);
        fast.Answer.SetResult(Push(1, []) with { Instrument = fast.Instrument });
        release.SetResult();
        await slow.Asked.Task.WaitAsync(Waiting.Patience, Token);
        await Eventually.Until("the limit of waiting", Waiting.Patience, () => Task.FromResult(_time.Timers == 1), Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Until("the other's call", Waiting.Patience, () => Task.FromResult(_taken.Count == 2), Token);
        Assert.Equal(fast.Instrument, Assert.Single(_taken[1]).Instrument);

        var flushed = _outbox.Flush();
        Assert.False(flushed.IsCompleted);
        slow.Answer.SetResult(Push(1, []) with { Instrument = slow.Instrument });
        await flushed.WaitAsync(Waiting.Patience, Token);

        Assert.Equal(slow.Instrument, Assert.Single(_taken[2]).Instrument);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<TaskCompletionSource> Occupy()
    {
        var release = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        _answers.Enqueue(async () =>
        {
            sent.SetResult();
            await release.Task;
            return false;
        });
        _outbox.Post("main", Push(1, []));
        await sent.Task;
        return release;
    }

    private static PositionPush Seconds(InstrumentId instrument, int count) => Push(1, [.. Enumerable.Range(1, count)]) with
    {
        Instrument = instrument,
        Closed = [.. Enumerable.Range(1, count).Select(second => new ClosedValue { At = new(second * Instant.PerSecond), Value = PnlAttribution.Zero, Mark = null, Mid = null })],
    };

    private static PositionPush Push(long version, int[] closed, params string[] late) => new()
    {
        Instrument = Instrument,
        Epoch = 1,
        Version = version,
        JournalLength = 1,
        Positions = [],
        Settle = "USDT",
        Closed = [.. closed.Select(at => new ClosedValue { At = new(at), Value = PnlAttribution.Zero with { Total = version }, Mark = null, Mid = null })],
        Late = [.. late.Select(cause => new LateEvent(new(7), cause))],
    };

    /// <summary>An inventory that answers when a test says so.</summary>
    private sealed class Source(InstrumentId instrument) : IPositionSource
    {
        public InstrumentId Instrument => instrument;

        internal TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource<PositionPush?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<PositionPush?> Take(string portfolio)
        {
            Asked.TrySetResult();
            return Answer.Task;
        }

        public void SetFollowed(string portfolio, bool isFollowed)
        {
            // Does not matter here.
        }
    }
}
