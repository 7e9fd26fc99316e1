using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling.Folds;

/// <summary>Folds of whole journals follow one another in a silo, end with their inventory, and remember only what they need.</summary>
public sealed class RepeatedFoldTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    [Fact]
    public async Task Once_stopped_every_fold_fails_at_once()
    {
        using var journal = await Opened(Store);
        await Settled(journal, Fill(0));
        journal.StopFolding();

        // On other threads, because a caller that waited for a fold that has ended would never come back.
        for (var i = 0; i < 2; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => journal.Refold(), Token).WaitAsync(Waiting.Patience, Token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => journal.Refold([At(i)]), Token).WaitAsync(Waiting.Patience, Token));
        }
    }

    [Fact]
    public async Task Entries_that_a_fold_covers_are_forgotten_when_its_ledgers_are_taken_over()
    {
        var (store, journal) = await Written();
        using var refold = new JournalRefold(new(store, Instrument, new()), journal);

        var first = await Running(store, () => refold.RunForAdoption(new()));
        await Appended(journal, refold, "a");
        store.LetGo();
        await first;
        Assert.Equal(1, refold.Remembered);
        var second = await Running(store, () => refold.RunForAdoption(new()));
        refold.Adopted((await first).Length);
        await Appended(journal, refold, "b");
        store.LetGo();

        refold.Adopted((await second).Length);
        Assert.Equal(1, refold.Remembered);
        Assert.Equal("b", ((Fill)((Recorded)Assert.Single(refold.Since(0)).Entry).Event).TradeId);
    }

    [Fact]
    public async Task Folds_for_past_states_that_follow_one_another_do_not_gather_entries()
    {
        var (store, journal) = await Written();
        using var refold = new JournalRefold(new(store, Instrument, new()), journal);
        for (var i = 0; i < 3; i++)
        {
            var at = At(i);
            var fold = await Running(store, () => refold.Run(0, new() { Times = [at] }, new()));
            await Appended(journal, refold, $"f{i}");
            store.LetGo();
            await fold;

            Assert.Equal(1, refold.Remembered);
        }
    }

    [Fact]
    public async Task Long_journals_of_a_silo_are_folded_one_after_the_other_and_short_ones_at_once()
    {
        using var turns = new FoldTurns { Short = 10 };
        var (store, _) = await Written();
        var other = new HeldReads(Store);
        var (first, second) = (new JournalFolding(store, Instrument, turns), new JournalFolding(other, Instrument, turns));
        var held = await Running(store, () => first.Refold(long.MaxValue, [], Token));
        using var stopping = new CancellationTokenSource();

        var waits = second.Refold(long.MaxValue, [], Token);
        var given = second.Refold(long.MaxValue, [], stopping.Token);
        var small = JournalStores.SomeInstrument();
        await NewJournal(Store, small);
        Assert.NotNull((await new JournalFolding(Store, small, turns).Refold(long.MaxValue, [], Token).WaitAsync(Waiting.Patience, Token)).Ledgers);

        Assert.Equal((0, false), (other.FromStart, waits.IsCompleted));
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        store.LetGo();
        await held;
        await waits.WaitAsync(Waiting.Patience, Token);
        Assert.Equal(1, other.FromStart);
    }

    [Fact]
    public async Task An_activation_that_reads_a_long_journal_waits_for_its_turn()
    {
        using var turns = new FoldTurns { Short = 10 };
        using (var journal = await Opened(Store))
        {
            await Book(journal, 0, 20);
        }

        var store = new HeldReads(Store);
        var held = await Running(store, () => new JournalFolding(store, Instrument, turns).Refold(long.MaxValue, [], Token));
        var other = new HeldReads(Store);
        using var next = new LedgerJournal(
            new JournalServices(other, new(), turns), Instrument, new(), () => Some.Now, TimeProvider.System, NullLogger.Instance);

        var loading = next.Load(null, Token);
        Assert.Equal((0, false), (other.FromStart, loading.IsCompleted));
        store.LetGo();

        Assert.True(await loading.WaitAsync(Waiting.Patience, Token));
        Assert.Equal((await held).Ledgers.StateHash(), next.StateHash());
    }

    private async Task<(HeldReads Store, Journal Journal)> Written()
    {
        var store = new HeldReads(Store);
        var journal = await NewJournal(store, Instrument);
        await journal.Append([.. Enumerable.Range(100, 20).Select(i => new Recorded(Fill(i)))], Token);
        return (store, journal);
    }

    private async Task<Journal> NewJournal(IJournalStore store, InstrumentId instrument)
    {
        var journal = new Journal(store, instrument, new(), TimeProvider.System, NullLogger.Instance);
        await journal.Open(Writer.SomeTerms(instrument) with { Policy = Policy.ToString() }, Token);
        return journal;
    }

    /// <summary>Begins a fold, and returns it when it reads.</summary>
    private static async Task<Task<Refolded>> Running(HeldReads store, Func<Task<Refolded>> start)
    {
        var held = store.Hold();
        var fold = start();
        await held.WaitAsync(Waiting.Patience, Token);
        return fold;
    }

    private async Task Appended(Journal journal, JournalRefold refold, string id)
    {
        var entry = new Recorded(Writer.Fill(Instrument, id));
        refold.Add(new(await journal.Append([entry], Token), entry), null);
    }
}
