using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>What waits for an inventory's journal is bounded, and whoever is refused is told to send again.</summary>
public sealed class PendingWritesTests
{
    private static readonly InstrumentId Instrument = new("venue", "BTC");

    private readonly FakeTimeProvider _time = new();
    private readonly PendingWrites _pending;

    public PendingWritesTests() => _pending = new(Instrument, 3, _time);

    [Fact]
    public async Task Events_past_the_bound_are_refused_and_taken_again_once_fewer_wait()
    {
        var waiting = new[] { _pending.Add(Fills(2), Origin.Live), _pending.Add(Fills(1), Origin.Import) };
        var refused = _pending.Add(Fills(1), Origin.Live);

        await Assert.ThrowsAsync<InventoryBusyException>(() => refused);
        Assert.Equal(3, _pending.Waiting);

        Assert.NotNull(_pending.Next());
        Assert.False(_pending.Add(Fills(2), Origin.Live).IsCompleted);
        Assert.Equal(3, _pending.Waiting);
        Assert.All(waiting, request => Assert.False(request.IsCompleted));
    }

    [Fact]
    public void A_request_larger_than_the_bound_is_taken_when_nothing_waits()
    {
        Assert.False(_pending.Add(Fills(1_000), Origin.Live).IsCompleted);
        Assert.True(_pending.Add(Fills(1), Origin.Live).IsFaulted);
        for (var groups = 0; groups < 4; groups++)
        {
            Assert.NotNull(_pending.Next());
        }

        Assert.Equal(0, _pending.Waiting);
    }

    [Fact]
    public async Task A_pause_fails_the_callers_that_wait_but_keeps_the_inventorys_own_events()
    {
        var caller = _pending.Add(Fills(1), Origin.Live);
        var own = _pending.Add(Fills(2), Origin.Own);
        var noted = _pending.Add([new Annotation(1, AnnotationKind.NoMid, 0, null)]);

        _pending.Pause("the store is silent");

        await Assert.ThrowsAsync<InventoryBusyException>(() => caller);
        await Assert.ThrowsAsync<InventoryBusyException>(() => _pending.Add(Fills(1), Origin.Live));
        Assert.True(noted.IsCompletedSuccessfully);
        Assert.True(_pending.Add([new Annotation(1, AnnotationKind.NoMid, 0, null)]).IsCompletedSuccessfully);
        Assert.False(own.IsCompleted);
        Assert.False(_pending.Add(Fills(1), Origin.Own).IsCompleted);

        _pending.Resume();
        Assert.Equal(3, Assert.IsType<EventGroup>(_pending.Next()).Events.Count());
        Assert.Null(_pending.Next());
        Assert.False(_pending.Add(Fills(1), Origin.Live).IsCompleted);
    }

    [Fact]
    public async Task Events_whose_caller_has_given_up_are_not_written()
    {
        var gone = _pending.Add(Fills(1), Origin.Live, TimeSpan.FromSeconds(5));
        var waiting = new[] { _pending.Add(Fills(1), Origin.Live, TimeSpan.FromSeconds(6)), _pending.Add(Fills(1), Origin.Live) };
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(2, Assert.IsType<EventGroup>(_pending.Next()).Requests.Count);

        await Assert.ThrowsAsync<TimeoutException>(() => gone);
        Assert.Equal(0, _pending.Waiting);
        Assert.All(waiting, request => Assert.False(request.IsCompleted));
    }

    [Fact]
    public void Only_callers_that_have_given_up_leave_nothing_to_write()
    {
        var gone = _pending.Add(Fills(3), Origin.Live, TimeSpan.Zero);

        Assert.Null(_pending.Next());
        Assert.True(gone.IsFaulted);
    }

    [Fact]
    public async Task A_refusal_does_not_carry_the_stack_traces_of_earlier_ones()
    {
        _pending.Pause("the store is silent");
        var traces = new List<string?>();
        for (var i = 0; i < 100; i++)
        {
            traces.Add((await Assert.ThrowsAsync<InventoryBusyException>(Refused)).StackTrace);
        }

        // It is sent to the caller, so it must stay as short as the first one however many callers are refused.
        Assert.Equal(traces[0]!.Length, traces[^1]!.Length);

        async Task Refused() => await _pending.Add(Fills(1), Origin.Live);
    }

    private static LedgerEvent[] Fills(int count) => [.. Enumerable.Range(0, count).Select(i => Some.Fill(Instrument, "desk", $"t{i}"))];
}
