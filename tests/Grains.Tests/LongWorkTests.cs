using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests;

/// <summary>Work that takes longer than a call, waited for in several calls.</summary>
public sealed class LongWorkTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LongWork<string> _work;
    private readonly TaskCompletionSource<string> _first = new();
    private readonly TaskCompletionSource<string> _second = new();
    private int _begun;

    public LongWorkTests() => _work = new(_time);

    [Fact]
    public async Task A_call_ends_after_a_while_and_the_next_one_waits_for_the_same_work()
    {
        var request = Guid.NewGuid();
        var call = _work.Continue(request, Begin);
        Assert.False(call.IsCompleted);
        _time.Advance(LongWork<string>.LongestCall);
        Assert.Equal((false, null), await call);

        var again = _work.Continue(request, Begin);
        _first.SetResult("done");

        Assert.Equal((true, "done"), await again);
        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task Another_request_begins_its_work_after_the_one_under_way()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var earlier = _work.Continue(one, Begin);
        var waiting = _work.Continue(other, Begin);
        _first.SetResult("one");
        Assert.Equal(((true, "one"), (false, null)), (await earlier, await waiting));

        var own = _work.Continue(other, Begin);
        _second.SetResult("other");

        Assert.Equal((true, "other"), await own);
        Assert.Equal(2, _begun);
    }

    [Fact]
    public async Task A_failure_goes_to_the_caller_and_the_next_request_begins_anew()
    {
        _first.SetException(new IOException("the store is down"));
        await Assert.ThrowsAsync<IOException>(() => _work.Continue(Guid.NewGuid(), Begin));

        _second.SetResult("other");
        Assert.Equal((true, "other"), await _work.Continue(Guid.NewGuid(), Begin));
    }

    private Task<string> Begin() => ++_begun == 1 ? _first.Task : _second.Task;
}
