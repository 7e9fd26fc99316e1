using System.Collections.Concurrent;
using Ballast.Grains.Fx;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Options;

namespace Ballast.Grains.Tests.Fx;

/// <summary>Assets that many inventories of a silo need at the same time.</summary>
public sealed class RateNeedsTests
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string[]> _calls = new();
    private readonly RateNeeds _needs;
    private int _failures;

    public RateNeedsTests()
    {
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IFxGrain>((_, _, arguments) => Need((IReadOnlyList<string>)arguments[0]!));
        _needs = new(grains, Options.Create(new BallastOptions()));
    }

    private async Task Need(IReadOnlyList<string> assets)
    {
        _calls.Enqueue([.. assets]);
        await _go.Task;
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new TimeoutException("the FX grain does not answer");
        }
    }

    [Fact]
    public async Task What_many_ask_for_while_a_call_is_under_way_goes_in_the_next_one()
    {
        var first = _needs.Add(["A"]).AsTask();
        await Eventually.Until("the first call", Waiting.Patience, () => Task.FromResult(_calls.Count == 1), TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 1_000).Select(i => _needs.Add([$"A{i % 100}", "A"]).AsTask()).ToArray();
        _go.SetResult();

        Assert.True(await first);
        Assert.All(await Task.WhenAll(others), Assert.True);
        Assert.Equal(2, _calls.Count);
        Assert.Equal(101, _calls.SelectMany(assets => assets).Distinct().Count());
        Assert.False(await _needs.Add(["A7", "A"]));
    }

    [Fact]
    public async Task Those_whose_call_fails_are_told_and_ask_again()
    {
        _failures = 1;
        _go.SetResult();

        await Assert.ThrowsAsync<TimeoutException>(() => _needs.Add(["A"]).AsTask());
        Assert.True(await _needs.Add(["A"]));
        Assert.False(await _needs.Add(["A"]));
    }
}
