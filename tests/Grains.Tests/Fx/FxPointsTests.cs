using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;
using Microsoft.Extensions.Options;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Closed minutes as a silo asks for them.</summary>
public sealed class FxPointsTests
{
    private static readonly Instant Minute = FxPoint.MinuteOf(Some.Now);

    [Fact]
    public async Task Callers_of_one_minute_share_a_call_and_a_closed_minute_is_asked_for_once()
    {
        var calls = 0;
        var answer = new TaskCompletionSource<FxPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var points = Points((_, _) =>
        {
            Interlocked.Increment(ref calls);
            return answer.Task;
        });
        var asked = Enumerable.Range(0, 200).Select(i => points.Get(Minute + TimeSpan.FromMilliseconds(i)).AsTask()).ToArray();

        answer.SetResult(new(Minute, null, Closed: true));
        await Task.WhenAll(asked).WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);
        await points.Get(Minute);

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task An_open_minute_one_that_awaits_rates_and_a_failed_call_are_asked_for_again()
    {
        var answers = new Queue<Func<Task<FxPoint>>>(
        [
            () => throw new TimeoutException("no answer"),
            () => Task.FromResult(new FxPoint(Minute, null, Closed: false)),
            () => Task.FromResult(new FxPoint(Minute, null, Closed: true) { Awaited = [new("BNB", "USDT")] }),
            () => Task.FromResult(new FxPoint(Minute, null, Closed: true)),
        ]);
        var points = Points((_, _) => answers.Dequeue()());

        await Assert.ThrowsAsync<TimeoutException>(() => points.Get(Minute).AsTask());
        Assert.False((await points.Get(Minute)).Closed);
        Assert.Single((await points.Get(Minute)).Awaited);
        Assert.Empty((await points.Get(Minute)).Awaited);
        Assert.Empty(answers);
    }

    private static FxPoints Points(Func<string, object?[], Task<FxPoint>> answer)
    {
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IFxGrain>((_, method, arguments) => answer(method, arguments));
        return new(grains, new(grains, Options.Create(new BallastOptions())), TimeProvider.System);
    }
}
