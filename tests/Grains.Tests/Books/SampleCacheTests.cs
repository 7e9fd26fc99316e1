using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Books;

/// <summary>Callers that wait for the samples of a book that does not answer are bounded, in number and in time.</summary>
public sealed class SampleCacheTests
{
    private const int MostWaiting = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly InstrumentId Silent = new("venue", "BTC-PERP");
    private static readonly InstrumentId Answering = new("venue", "ETH-PERP");

    private readonly FakeTimeProvider _time = new();
    private readonly Queue<TaskCompletionSource<SampleColumn>> _answers = new();
    private readonly SampleCache _cache;
    private readonly SampleColumn _column;
    private int _asked;

    public SampleCacheTests()
    {
        var clock = new MarketClock(_time);
        clock.Advance(clock.Now);
        var options = new BallastOptions();
        _column = new() { FirstIndex = new SamplingGrid(options.Risk.Grid).LastClosed(clock.Now) - 1, Mids = [100, 101] };
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IOrderBookGrain>((key, _, _) =>
        {
            if (key == $"{Answering}")
            {
                return Task.FromResult(_column);
            }

            Interlocked.Increment(ref _asked);
            return _answers.Dequeue().Task;
        });
        _cache = new(grains, null!, clock, Options.Create(options), _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Past_two_hundred_callers_of_one_book_the_next_is_refused_and_one_answer_serves_all_that_wait()
    {
        var answer = Unanswered();
        var waiting = Ask(MostWaiting);

        var refused = await Assert.ThrowsAsync<TimeoutException>(() => _cache.Get(Silent));

        Assert.Contains("200 callers wait for the samples of its book; ask again", refused.Message, StringComparison.Ordinal);
        Assert.All(waiting, caller => Assert.False(caller.IsCompleted));
        Assert.Equal(_column.Mids, (await _cache.Get(Answering)).Mids);
        answer.SetResult(_column);
        Assert.All(await All(waiting), series => Assert.Equal(_column.Mids, series.Mids));
        Assert.Equal(_column.Mids, (await _cache.Get(Silent)).Mids);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Callers_leave_after_half_a_minute_and_make_room_for_others()
    {
        var answer = Unanswered();
        var waiting = Ask(MostWaiting);

        _time.Advance(Patience - TimeSpan.FromSeconds(1));
        Assert.All(waiting, caller => Assert.False(caller.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(1));

        // The first is the one that asks the book; its wait ends with the call.
        foreach (var caller in waiting[1..])
        {
            var left = await Assert.ThrowsAsync<TimeoutException>(() => caller.WaitAsync(Waiting.Patience, Token));
            Assert.Contains("has not answered earlier callers for 00:00:30; ask again", left.Message, StringComparison.Ordinal);
        }

        Assert.False(waiting[0].IsCompleted);
        var later = Ask(MostWaiting - 1);
        Assert.All(later, caller => Assert.False(caller.IsCompleted));
        await Assert.ThrowsAsync<TimeoutException>(() => _cache.Get(Silent));
        answer.SetResult(_column);
        Assert.All(await All([waiting[0], .. later]), series => Assert.Equal(_column.Mids, series.Mids));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_failed_answer_fails_the_caller_that_asked_and_the_next_in_line_asks_again()
    {
        var (first, second) = (Unanswered(), Unanswered());
        var waiting = Ask(3);

        first.SetException(new InvalidOperationException("gone"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting[0].WaitAsync(Waiting.Patience, Token));
        second.SetResult(_column);

        Assert.All(await All(waiting[1..]), series => Assert.Equal(_column.Mids, series.Mids));
        Assert.Equal(2, _asked);
    }

    /// <summary>The next answer of the silent book, which the test gives.</summary>
    private TaskCompletionSource<SampleColumn> Unanswered()
    {
        var answer = new TaskCompletionSource<SampleColumn>(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Enqueue(answer);
        return answer;
    }

    private Task<SampleSeries>[] Ask(int callers) => [.. Enumerable.Range(0, callers).Select(_ => _cache.Get(Silent))];

    private static Task<SampleSeries[]> All(Task<SampleSeries>[] callers) => Task.WhenAll(callers).WaitAsync(Waiting.Patience, Token);
}
