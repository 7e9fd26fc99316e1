using Ballast.Grains.Portfolios;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Two hundred watchers of a portfolio cost what one costs: each computation of a view is counted.</summary>
public sealed class SharedViewsTests
{
    private const int Watchers = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new();
    private readonly ChangeSignal _changed = new();
    private long _version;
    private int _computed;
    private TimeSpan _work;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(Watchers)]
    public Task Every_version_is_computed_once_however_many_watch(int watchers) => OnOneScheduler(async () =>
    {
        var watching = await Open(Views(TimeSpan.Zero), watchers);
        for (var i = 1; i <= 10; i++)
        {
            Change();
            Assert.All(await Next(watching), version => Assert.Equal(i, version));
        }

        Assert.Equal(11, _computed);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(Watchers)]
    public Task Paced_watchers_get_four_views_a_second_of_a_hundred_changes_and_the_last_is_the_newest(int watchers) => OnOneScheduler(async () =>
    {
        var watching = await Open(Views(Pace), watchers);
        for (var slot = 1; slot <= 4; slot++)
        {
            var next = Next(watching);
            for (var i = 0; i < 25; i++)
            {
                Change();
                await EveryoneElse();
                Assert.Equal(slot, _computed);
                _time.Advance(Pace / 25);
            }

            Assert.All(await next, version => Assert.Equal(25 * slot, version));
        }

        Assert.Equal(5, _computed);
    });

    [Fact]
    public Task A_watcher_that_reads_late_gets_the_newest_view_without_another_computation() => OnOneScheduler(async () =>
    {
        var watching = await Open(Views(TimeSpan.Zero), 2);
        Change();
        Change();
        Assert.Equal(2, Assert.Single(await Next(watching[..1])));

        Assert.Equal(2, Assert.Single(await Next(watching[1..])));

        Assert.Equal(2, _computed);
    });

    [Fact]
    public Task A_change_while_a_view_is_on_its_way_is_not_missed() => OnOneScheduler(async () =>
    {
        var gate = new TaskCompletionSource();
        var views = new SharedViews<long, long>(_changed, () => _version, async () =>
        {
            var read = _version;
            await gate.Task;
            return read;
        }, read => (read, read), TimeSpan.Zero, _time);
        var watcher = views.Watch(Token).GetAsyncEnumerator(Token);
        var first = watcher.MoveNextAsync();
        Change();
        var late = views.Watch(Token).GetAsyncEnumerator(Token);
        var second = late.MoveNextAsync();

        gate.SetResult();

        Assert.True(await first);
        Assert.True(await second);
        Assert.Equal((0, 1), (watcher.Current, late.Current));
        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal(1, watcher.Current);
    });

    [Fact]
    public Task After_a_failed_computation_the_next_watcher_gets_a_view() => OnOneScheduler(async () =>
    {
        var isFailing = true;
        var views = new SharedViews<long, long>(
            _changed, () => _version, () => isFailing ? throw new TimeoutException("no rates") : ValueTask.FromResult(_version), read => (read, read), TimeSpan.Zero, _time);
        await Assert.ThrowsAsync<TimeoutException>(() => views.Watch(Token).GetAsyncEnumerator(Token).MoveNextAsync().AsTask());

        isFailing = false;

        Assert.True(await views.Watch(Token).GetAsyncEnumerator(Token).MoveNextAsync());
    });

    [Fact]
    public Task After_a_view_that_took_long_the_next_one_starts_three_times_as_long_later() => OnOneScheduler(async () =>
    {
        _work = TimeSpan.FromMilliseconds(10);
        var watching = await Open(Views(TimeSpan.Zero), 1);
        Change();
        await Next(watching);
        for (var i = 2; i <= 5; i++)
        {
            Change();
            var next = Next(watching);
            _time.Advance(TimeSpan.FromMilliseconds(29));
            await EveryoneElse();
            Assert.Equal(i, _computed);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(i, Assert.Single(await next));
        }
    });

    [Fact]
    public Task Cheap_views_and_a_single_slow_one_are_followed_by_the_next_at_once() => OnOneScheduler(async () =>
    {
        var watching = await Open(Views(TimeSpan.Zero), 1);
        double[] milliseconds = [0.01, 0.33, 0.33, 20, 0.33, 50, 0.01];
        foreach (var work in milliseconds)
        {
            _work = TimeSpan.FromMilliseconds(work);
            Change();
            Assert.Equal(_version, Assert.Single(await Next(watching)));
        }
    });

    private SharedViews<long, long> Views(TimeSpan spacing) => new(
        _changed,
        () => _version,
        () => ValueTask.FromResult(_version),
        read =>
        {
            _computed++;
            _time.Advance(_work);
            return (read, read);
        },
        spacing,
        _time);

    private static async Task<IAsyncEnumerator<long>[]> Open(SharedViews<long, long> views, int watchers)
    {
        var watching = Enumerable.Range(0, watchers).Select(_ => views.Watch(Token).GetAsyncEnumerator(Token)).ToArray();
        Assert.All(await Next(watching), version => Assert.Equal(0, version));
        return watching;
    }

    /// <summary>The next view of each watcher.</summary>
    private static async Task<long[]> Next(IAsyncEnumerator<long>[] watching)
    {
        var moved = await Task.WhenAll(watching.Select(watcher => watcher.MoveNextAsync().AsTask())).WaitAsync(Waiting.Patience, Token);
        Assert.All(moved, Assert.True);
        return [.. watching.Select(watcher => watcher.Current)];
    }

    /// <summary>Runs the test on a scheduler that does one thing at a time, as a grain's does.</summary>
    private static Task OnOneScheduler(Func<Task> test) =>
        Task.Factory.StartNew(test, Token, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    /// <summary>Lets everything that is ready on the scheduler run.</summary>
    private static async Task EveryoneElse()
    {
        for (var i = 0; i < 20; i++)
        {
            await Task.Yield();
        }
    }

    private void Change()
    {
        _version++;
        _changed.Raise();
    }
}
