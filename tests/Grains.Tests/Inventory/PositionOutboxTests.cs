using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Positions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ballast.Grains.Tests.Inventory;

public sealed class PositionOutboxTests
{
    private static readonly InstrumentId Instrument = new("venue", "BTC");

    private readonly List<IReadOnlyList<PositionPush>> _taken = [];
    private readonly Queue<Func<Task>> _answers = new();
    private readonly PositionOutbox _outbox;

    public PositionOutboxTests()
    {
        var (factory, stubs) = StubGrains.Create();
        stubs.Add<IPortfolioGrain>((_, _, arguments) =>
        {
            _taken.Add((IReadOnlyList<PositionPush>)arguments[0]!);
            return _answers.TryDequeue(out var answer) ? answer() : Task.CompletedTask;
        });
        _outbox = new(factory, NullLogger<PositionOutbox>.Instance);
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
        });
        _outbox.Post("main", Push(1, [1]));
        await sent.Task;
        _outbox.Post("main", Push(2, [2]));
        release.SetException(new TimeoutException("down"));
        await _outbox.Flush();
        _outbox.Post("main", Push(3, [3]));
        await _outbox.Flush();

        Assert.Equal(3, Assert.Single(_taken[1]).Version);
        Assert.Equal([1, 2, 3], _taken[1][0].Closed.Select(value => value.At.Micros));
    }

    [Fact]
    public void What_waits_for_a_portfolio_that_takes_nothing_is_bounded()
    {
        var push = Push(1, [.. Enumerable.Range(0, PushOrder.MaxClosed)], [.. Enumerable.Range(0, PushOrder.MaxLate).Select(i => $"fill {i}")]);

        var joined = Push(2, [PushOrder.MaxClosed], "one more").After(push);

        Assert.Equal((PushOrder.MaxClosed, 1), (joined.Closed.Length, (int)joined.Closed[0].At.Micros));
        Assert.Equal(new LateEvent(new(7), $"more than {PushOrder.MaxLate} late events"), Assert.Single(joined.Late));
    }

    private async Task<TaskCompletionSource> Occupy()
    {
        var release = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        _answers.Enqueue(() =>
        {
            sent.SetResult();
            return release.Task;
        });
        _outbox.Post("main", Push(1, []));
        await sent.Task;
        return release;
    }

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
}
