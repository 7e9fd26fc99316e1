using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Grains.Tests.Journaling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>Callers are refused only when the journal's store has not confirmed one write for the patience, whatever else a step waits for.</summary>
public sealed class StorePatienceTests : IDisposable
{
    private static readonly InstrumentId Instrument = new("venue", "BTC");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _time = new();
    private readonly HeldAppends _store = new();
    private readonly LedgerJournal _journal;
    private readonly PendingWrites _pending;
    private readonly StorePatience _patience;
    private readonly TaskCompletionSource _step = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StorePatienceTests()
    {
        _journal = new(new JournalServices(_store, new(), new()), Instrument, new(), () => default, _time, NullLogger.Instance);
        _journal.Start(Writer.SomeTerms(Instrument).Instrument, LedgerPolicy.Of(new()));
        _pending = new(Instrument, 10, _time);
        _patience = new(Instrument, _journal, _pending, Patience, NullLogger.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task A_write_that_is_not_confirmed_for_the_patience_is_silence()
    {
        var opening = _journal.Open(Token);
        var waiting = _patience.Await(_step.Task, () => null);
        var caller = _pending.Add([Some.Fill(Instrument, "desk", "t1")], Origin.Live);
        _time.Advance(Patience);
        await waiting.WaitAsync(Waiting.Patience, Token);

        var refused = await Assert.ThrowsAsync<InventoryBusyException>(() => caller);
        Assert.Equal("venue/BTC: the journal's store has not confirmed a write for 00:00:03; the events may be sent again.", refused.Message);
        Assert.True(_pending.IsRefusing);

        _store.Confirm();
        await opening;
        _patience.Resume();
        Assert.False(_pending.IsRefusing);
    }

    [Fact]
    public async Task A_step_that_waits_for_something_else_than_a_write_is_no_silence_of_the_store()
    {
        var waiting = _patience.Await(_step.Task, () => null);
        var caller = _pending.Add([Some.Fill(Instrument, "desk", "t1")], Origin.Live);
        _time.Advance(Patience * 10);
        _step.SetResult();
        await waiting.WaitAsync(Waiting.Patience, Token);

        Assert.False(_pending.IsRefusing);
        Assert.False(caller.IsCompleted);
    }

    [Fact]
    public async Task Slow_writes_that_the_store_confirms_one_after_the_other_are_no_silence()
    {
        var opening = _journal.Open(Token);
        var waiting = _patience.Await(_step.Task, () => null);
        for (var writes = 0; writes < 2; writes++)
        {
            _time.Advance(Patience * 0.75);
            _store.Confirm();
            await opening;
            opening = _journal.ProveEnd(Token);
        }

        _store.Confirm();
        await opening;
        _step.SetResult();
        await waiting.WaitAsync(Waiting.Patience, Token);

        Assert.False(_pending.IsRefusing);
    }

    /// <summary>A store that makes each append when the test says so.</summary>
    private sealed class HeldAppends : IJournalStore
    {
        private TaskCompletionSource<bool> _append = null!;

        internal void Confirm() => _append.SetResult(true);

        public Task<bool> Append(
            InstrumentId instrument, SegmentEnd expected, SegmentEnd? previous, IReadOnlyList<byte[]> entries, CancellationToken cancellationToken) =>
            (_append = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken) => Task.FromResult<SegmentRange?>(null);

        public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<byte[]>>([]);

        public Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

        public Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
