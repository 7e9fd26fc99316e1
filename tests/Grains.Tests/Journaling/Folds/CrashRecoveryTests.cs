using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Tests.Journaling.Folds;

/// <summary>After a crash at any moment an activation reads what was journaled since the last snapshot, and not the whole journal.</summary>
public sealed class CrashRecoveryTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_activation_after_a_crash_in_a_drop_goes_on_from_the_snapshot_and_ends_the_drop(bool isDropped)
    {
        var store = new FaultyStore(Store) { EndsBeforeDrop = !isDropped };
        using var journal = await Opened(store);
        await Book(journal, 0, 40);
        await OfferAndTurnOver(journal, store, At(40));
        journal.ResetEarliestChange();
        var step = await Look(store, At(45));
        Assert.True(await journal.PrepareDrop(step, Token));
        var snapshot = journal.Snapshot();
        journal.Saved(snapshot);
        Assert.Equal(isDropped, await Dropped(journal));

        var reads = new HeldReads(Store);
        using var next = Journal(reads);
        Assert.True(await next.Load(snapshot, Token));
        await next.Open(Token);

        Assert.Equal((0, step.UpTo, journal.SnapshotLength), (reads.FromStart, next.Floor, next.SnapshotLength));
        Assert.Equal(step.Below, (await Store.GetSegments(Instrument, Token))!.Value.First);
        Assert.Equal((journal.StateHash(), journal.StateHash()), (next.StateHash(), await Rebuilt(Store)));
        await Right(Store);
    }

    [Fact]
    public async Task A_snapshot_that_a_drop_has_made_useless_is_followed_by_another_one()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        journal.Saved(journal.Snapshot());
        await OfferAndTurnOver(journal, Store, At(40));

        await DropNow(journal, At(45));

        Assert.Equal(0, journal.SnapshotLength);
        Assert.True(journal.IsWhole);
    }

    [Fact]
    public async Task An_activation_after_a_crash_before_a_late_fill_was_folded_goes_on_from_the_snapshot()
    {
        InventorySnapshot snapshot;
        var (late, repeated) = (Fill(9_000, At(10)), Fill(9_000, At(10)));
        using (var journal = await Opened(Store))
        {
            for (var i = 0; i < 320; i++)
            {
                await Settled(journal, Fill(i));
            }

            journal.Ledgers.Close(At(255));
            await new LedgerPast(journal).StatesAt([At(5), At(300)]);
            snapshot = journal.Snapshot();
            await journal.Book(journal.Ledgers.Prepare([late, Void(20)], StampRange.All), Token);
            Assert.True(journal.NeedsRefold);
        }

        var store = new HeldReads(Store);
        using var next = Journal(store);
        Assert.True(await next.Load(snapshot, Token));
        await next.Open(Token);
        Assert.Equal((0, true, false), (store.FromStart, next.NeedsRefold, next.IsWhole));

        // Until the journal has been folded nothing is acknowledged that the ledgers lack.
        var writer = WriterOf(next);
        writer.Resume();
        var held = store.Hold();
        var again = writer.Pending.Add([repeated], Origin.Live);
        await writer.WriteNext(Token);
        await held.WaitAsync(Waiting.Patience, Token);
        Assert.False(again.IsCompleted);
        Assert.Null(next.Folded.Past.Find(At(300)));
        store.LetGo();
        await WriteAll(writer);

        Assert.Equal(FillOutcome.Duplicate, Assert.Single(await again.WaitAsync(Waiting.Patience, Token)).Outcome);
        Assert.Equal((await Rebuilt(Store), true), (next.StateHash(), next.IsWhole));
    }

    [Fact]
    public async Task States_at_ten_boundaries_of_ten_portfolios_come_back_with_the_snapshot()
    {
        const int Days = 3;
        var store = new HeldReads(Store);
        InventorySnapshot snapshot;
        Instant[] times =
        [
            .. from day in Enumerable.Range(0, Days)
               from boundary in Enumerable.Range(0, 10)
               select new Instant(Start + (((day * 86_400L) + (boundary * 3_600L)) * Instant.PerSecond)),
        ];
        using (var journal = await Opened(store))
        {
            for (var i = 0; i < times.Length; i++)
            {
                await Settled(journal, Fill(i, times[i]));
            }

            await new LedgerPast(journal).StatesAt(times);
            snapshot = journal.Snapshot();
        }

        using var next = Journal(store);
        Assert.True(await next.Load(snapshot, Token));

        Assert.All(times, at => Assert.NotNull(next.Folded.Past.Find(at)));
    }

    private static async Task<bool> Dropped(LedgerJournal journal)
    {
        try
        {
            await journal.FinishDrop(Token);
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }
}
