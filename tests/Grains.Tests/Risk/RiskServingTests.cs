using Ballast.Grains.Interfaces.Risk;
using Ballast.Grains.Portfolios.Risk;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Risk;

/// <summary>When a portfolio's risk is computed, and what callers get meanwhile.</summary>
public sealed class RiskServingTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly Queue<TaskCompletionSource<RiskView>> _begun = new();
    private readonly SemaphoreSlim _begins = new(0);
    private int _count;

    public void Dispose() => _begins.Dispose();

    [Fact]
    public async Task Callers_before_the_first_result_wait_for_one_computation()
    {
        var serving = Serving(Interval);
        var waiting = Enumerable.Range(0, 5).Select(i => serving.Get(Basis(i))).ToArray();
        Assert.All(waiting, caller => Assert.False(caller.IsCompleted));

        Finish("first");

        Assert.All(await Task.WhenAll(waiting), view => Assert.Equal("first", view.Portfolio));
        Assert.Equal(1, _count);
    }

    [Fact]
    public async Task Within_the_interval_the_last_result_is_served_whatever_changed()
    {
        var serving = await Served("first");

        _time.Advance(Interval * 0.9);

        Assert.Equal("first", (await serving.Get(Basis(2))).Portfolio);
        Assert.Equal(1, _count);
    }

    [Fact]
    public async Task After_the_interval_a_change_begins_one_computation_and_the_last_result_stands_in()
    {
        var serving = await Served("first");

        _time.Advance(Interval);
        Assert.Equal("first", (await serving.Get(Basis(2))).Portfolio);
        Assert.Equal("first", (await serving.Get(Basis(3))).Portfolio);
        Assert.Equal(2, _count);

        Finish("second");
        Assert.Equal("second", (await serving.Get(Basis(2))).Portfolio);
    }

    [Fact]
    public async Task Without_a_change_nothing_is_computed_however_old_the_result()
    {
        var serving = await Served("first");

        _time.Advance(Interval * 1_000);

        Assert.Equal("first", (await serving.Get(Basis(1))).Portfolio);
        Assert.Equal(1, _count);
    }

    [Fact]
    public async Task Past_twice_the_interval_callers_wait_for_the_newer_one()
    {
        var serving = await Served("first");

        _time.Advance((Interval * 2) + TimeSpan.FromTicks(1));
        var waiting = serving.Get(Basis(2));
        Assert.False(waiting.IsCompleted);

        Finish("second");
        Assert.Equal("second", (await waiting).Portfolio);
    }

    [Fact]
    public async Task A_change_during_a_computation_is_computed_after_it_and_never_beside_it()
    {
        var serving = await Served("first");
        _time.Advance(Interval);
        await serving.Get(Basis(2));
        _time.Advance(Interval);
        await serving.Get(Basis(3));
        Assert.Equal(2, _count);

        Finish("second");
        Assert.Equal("second", (await serving.Get(Basis(3))).Portfolio);
        Assert.Equal(3, _count);
    }

    [Fact]
    public async Task A_failure_is_told_to_who_waits_and_another_computation_begins_an_interval_later()
    {
        var serving = Serving(Interval);
        var waiting = serving.Get(Basis(1));
        _begun.Dequeue().SetException(new IOException("no samples"));
        await Assert.ThrowsAsync<IOException>(() => waiting);
        await Assert.ThrowsAsync<IOException>(() => serving.Get(Basis(1)));
        Assert.Equal(1, _count);

        _time.Advance(Interval);
        waiting = serving.Get(Basis(1));
        Finish("second");
        Assert.Equal("second", (await waiting).Portfolio);
    }

    [Fact]
    public async Task A_failure_after_a_result_leaves_it_standing_until_it_is_twice_the_interval_old()
    {
        var serving = await Served("first");
        _time.Advance(Interval);
        await serving.Get(Basis(2));
        _begun.Dequeue().SetException(new IOException("no samples"));

        Assert.Equal("first", (await serving.Get(Basis(2))).Portfolio);

        _time.Advance(Interval + TimeSpan.FromTicks(1));
        var waiting = serving.Get(Basis(2));
        Finish("third");
        Assert.Equal("third", (await waiting).Portfolio);
    }

    [Fact]
    public async Task With_no_interval_every_caller_gets_what_began_after_its_call_and_never_two_at_a_time()
    {
        var serving = Serving(TimeSpan.Zero);
        var first = serving.Get(Basis(1));
        var second = serving.Get(Basis(1));
        var third = serving.Get(Basis(1));
        Assert.Equal(1, _count);

        Finish("one");
        Assert.Equal("one", (await first).Portfolio);
        await Begins(2);
        Finish("two");

        Assert.Equal(("two", "two"), ((await second).Portfolio, (await third).Portfolio));
    }

    /// <summary>Awaits the start of a computation, by its number from 1.</summary>
    private async Task Begins(int number)
    {
        while (_count < number)
        {
            Assert.True(await _begins.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken), $"computation {number} did not begin");
        }
    }

    private RiskServing Serving(TimeSpan interval) => new(
        () =>
        {
            _count++;
            var next = new TaskCompletionSource<RiskView>();
            _begun.Enqueue(next);
            _begins.Release();
            return next.Task;
        },
        interval,
        _time);

    /// <summary>One that has served a result for basis 1.</summary>
    private async Task<RiskServing> Served(string name)
    {
        var serving = Serving(Interval);
        var first = serving.Get(Basis(1));
        Finish(name);
        await first;
        return serving;
    }

    private void Finish(string name) => _begun.Dequeue().SetResult(View(name));

    private static RiskBasis Basis(int version) => new(version, 0, 0, 0, 0);

    private static RiskView View(string name) => new()
    {
        Portfolio = name,
        Method = "historical",
        Confidence = 0.99,
        Horizon = TimeSpan.FromSeconds(1),
        Window = 100,
        Observations = 0,
        QuantileType = 1,
        ShortfallDefinition = "",
        ValueAtRisk = null,
        ExpectedShortfall = null,
        Reason = "none",
        Currency = "USDT",
        AsOf = default,
    };
}
