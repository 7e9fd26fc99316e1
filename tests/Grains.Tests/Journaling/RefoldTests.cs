using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>What the ledgers in memory do not reach comes from the journal, on other threads, while fills are booked.</summary>
public sealed class RefoldTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    private const int Kept = 256;
    private const int Booked = 320;

    [Fact]
    public async Task Fills_are_acknowledged_while_the_journal_is_folded_for_an_older_one()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        var (writer, late) = (WriterOf(journal), Fill(9_000, At(10)));
        var held = store.Hold();

        var older = writer.Pending.Add([late], Origin.Live);
        Assert.Empty((await writer.WriteNext(Token))!.Booked);
        var waits = writer.WriteNext(Token);
        Assert.Equal(WriteStep.Nothing, (await waits)!.Step);
        waits = writer.WriteNext(Token);
        await held.WaitAsync(Waiting.Patience, Token);

        var newer = writer.Pending.Add([Fill(Booked)], Origin.Live);
        var repeated = writer.Pending.Add([late], Origin.Live);
        await waits.WaitAsync(Waiting.Patience, Token);
        Assert.Equal("t320", ((Fill)Assert.Single((await writer.WriteNext(Token))!.Booked)).TradeId);
        Assert.Equal(WriteStep.Nothing, (await writer.WriteNext(Token))!.Step);

        Assert.Equal(FillOutcome.Recorded, Assert.Single(await newer.WaitAsync(Waiting.Patience, Token)).Outcome);
        Assert.False(older.IsCompleted || repeated.IsCompleted);
        Assert.False(journal.IsWhole);

        store.LetGo();
        WriteOutcome? outcome;
        while ((outcome = await writer.WriteNext(Token))!.Step != WriteStep.Refolded)
        {
            Assert.False(older.IsCompleted);
        }

        Assert.Equal([late], outcome.Booked);
        await WriteAll(writer);
        Assert.Equal([FillOutcome.Recorded, FillOutcome.Duplicate], new[] { (await older)[0].Outcome, (await repeated)[0].Outcome });
        Assert.Equal(await Rebuilt(store), journal.StateHash());
    }

    [Fact]
    public async Task A_store_that_falls_silent_during_a_fold_is_asked_again()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        store.Silences = 1;

        var receipts = await Add(WriterOf(journal), [Fill(9_000, At(10))]);

        Assert.Equal((FillOutcome.Recorded, 0), (Assert.Single(receipts).Outcome, store.Silences));
        Assert.Equal(await Rebuilt(store), journal.StateHash());
    }

    [Fact]
    public async Task A_void_before_its_fill_and_its_fill_during_the_fold_give_the_state_of_the_journal()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        var writer = WriterOf(journal);
        var held = store.Hold();
        var taken = writer.Pending.Add([Void(Booked), Void(20)], Origin.Live);
        Assert.Empty((await writer.WriteNext(Token))!.Booked);
        await writer.WriteNext(Token);
        var waits = writer.WriteNext(Token);
        await held.WaitAsync(Waiting.Patience, Token);

        var fill = writer.Pending.Add([Fill(Booked)], Origin.Live);
        await waits.WaitAsync(Waiting.Patience, Token);
        await writer.WriteNext(Token);
        await writer.WriteNext(Token);
        Assert.Equal(FillOutcome.Recorded, Assert.Single(await fill.WaitAsync(Waiting.Patience, Token)).Outcome);
        store.LetGo();
        await WriteAll(writer);

        Assert.All(await taken, receipt => Assert.Equal(FillOutcome.Recorded, receipt.Outcome));
        Assert.Empty(journal.Ledgers.OpenVoids);
        Assert.Equal(await Rebuilt(store), journal.StateHash());
    }

    [Fact]
    public async Task A_fold_that_is_stopped_fails_the_callers_that_wait_and_a_new_activation_has_their_events()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        var writer = WriterOf(journal);
        var held = store.Hold();
        var older = writer.Pending.Add([Fill(9_000, At(10))], Origin.Live);
        await writer.WriteNext(Token);
        await writer.WriteNext(Token);
        var waits = writer.WriteNext(Token);
        await held.WaitAsync(Waiting.Patience, Token);

        writer.StopFolding();
        await waits.WaitAsync(Waiting.Patience, Token);
        Assert.Null(await writer.WriteNext(Token));

        Assert.Contains("may be sent again", (await Assert.ThrowsAsync<TimeoutException>(() => older)).Message, StringComparison.Ordinal);
        store.LetGo();
        using var next = Journal(store);
        Assert.True(await next.Load(null, Token));
        Assert.Contains(next.Ledgers.Window, entry => entry.Event is Fill { TradeId: "t9000" });
    }

    [Fact]
    public async Task Many_that_ask_for_past_states_share_one_fold_and_later_ones_need_none()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        Instant[] days = [At(50), At(100), At(Booked - 1)];
        var expected = await Expected(store, days);
        var (before, held) = (store.FromStart, store.Hold());

        var asked = Enumerable.Range(0, 10).Select(_ => new LedgerPast(journal).StatesAt(days)).ToArray();
        await held.WaitAsync(Waiting.Patience, Token);
        store.LetGo();

        foreach (var answer in asked)
        {
            Assert.Equal(expected, Hashes(await answer));
        }

        Assert.Equal(before + 1, store.FromStart);
        Assert.Equal(expected, Hashes(await new LedgerPast(journal).StatesAt(days)));
        Assert.Equal(before + 1, store.FromStart);
    }

    [Fact]
    public async Task Kept_states_come_back_with_the_snapshot_and_only_what_was_appended_since_changes_them()
    {
        var store = new HeldReads(StoreOf("redis"));
        var days = new[] { At(50), At(Kept + 30) };
        InventorySnapshot snapshot;
        using (var journal = await OpenedBeyondMemory(store))
        {
            await new LedgerPast(journal).StatesAt(days);
            snapshot = journal.Snapshot();
            await Settled(journal, Fill(9_001, At(Kept + 20)));
        }

        using var next = Journal(store);
        Assert.True(await next.Load(snapshot, Token));
        var read = store.FromStart;
        Assert.Equal(await Expected(store, [At(50)]), Hashes(await new LedgerPast(next).StatesAt([At(50)])));
        Assert.Equal(await Expected(store, days), Hashes(await new LedgerPast(next).StatesAt(days)));

        // The reads are those of the expectations alone.
        Assert.Equal(read + 2, store.FromStart);
    }

    [Fact]
    public async Task A_late_fill_changes_the_kept_states_at_and_after_its_time_and_no_earlier_one()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        Instant[] days = [At(50), At(100), At(150)];
        var before = Hashes(await new LedgerPast(journal).StatesAt(days));

        await Settled(journal, Fill(9_002, At(100)));

        var after = Hashes(await new LedgerPast(journal).StatesAt(days));
        Assert.Equal((before[0], true, true), (after[0], before[1] != after[1], before[2] != after[2]));
        Assert.Equal(await Expected(store, days), after);
    }

    [Fact]
    public async Task The_fold_for_an_older_fill_also_gives_the_kept_states_that_it_changes()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        Instant[] days = [At(50), At(100), At(150)];
        await new LedgerPast(journal).StatesAt(days);
        var read = store.FromStart;

        await Settled(journal, Fill(9_006, At(60)));
        var after = Hashes(await new LedgerPast(journal).StatesAt(days));

        Assert.Equal(read + 1, store.FromStart);
        Assert.Equal(await Expected(store, days), after);
    }

    [Fact]
    public async Task Ends_of_days_are_kept_while_memory_reaches_them_and_again_after_a_change()
    {
        var store = new HeldReads(StoreOf("redis"));
        using var journal = await OpenedBeyondMemory(store);
        var midnight = new Instant((At(Kept + 1).Micros / (86_400 * Instant.PerSecond) + 1) * 86_400 * Instant.PerSecond);
        await Settled(journal, Fill(9_003, midnight - TimeSpan.FromSeconds(1)));
        new LedgerPast(journal).KeepDayEnds(midnight);
        await Settled(journal, Fill(9_004, midnight - TimeSpan.FromSeconds(2)));
        new LedgerPast(journal).KeepDayEnds(midnight + TimeSpan.FromSeconds(1));
        await Settled(journal, Fill(9_005, midnight + TimeSpan.FromSeconds(2)));
        journal.Ledgers.Close(midnight + TimeSpan.FromSeconds(1));
        var read = store.FromStart;

        var kept = await new LedgerPast(journal).StatesAt([midnight]);

        Assert.Equal(read, store.FromStart);
        Assert.Equal(await Expected(store, [midnight]), Hashes(kept));
    }

    /// <summary>A journal of fills, of which the ledgers in memory keep only the newest.</summary>
    private async Task<LedgerJournal> OpenedBeyondMemory(HeldReads store)
    {
        var journal = await Opened(store);
        for (var i = 0; i < Booked; i++)
        {
            await Settled(journal, Fill(i));
        }

        journal.Ledgers.Close(At(Kept - 1));
        Assert.Equal(Booked - Kept, journal.Ledgers.Window.Count);
        return journal;
    }

    private async Task<string[]> Expected(HeldReads store, IReadOnlyCollection<Instant> times) =>
        Hashes((await new JournalFolding(store, Instrument, new()).Refold(long.MaxValue, times, Token)).States);

    private static string[] Hashes(IReadOnlyDictionary<Instant, Domain.Ledger.Folding.FoldState> states) =>
        [.. states.OrderBy(state => state.Key.Micros).Select(state => state.Value.WithoutLots().FullHash())];
}
