using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>Old segments are dropped once a checkpoint replaces them, and the figures do not change.</summary>
public sealed class LedgerRetentionTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task What_is_kept_comes_to_the_same_state_as_everything_did(string name)
    {
        var store = StoreOf(name);
        using var journal = await Opened(store);
        var lowest = 0;
        for (var round = 0; round < 3; round++)
        {
            await Book(journal, round * 40, 40);
            await OfferAndTurnOver(journal, store, At((round * 40) + 40));
            var before = journal.StateHash();

            var step = await Look(store, At((round * 40) + 45));
            journal.ResetEarliestChange();
            Assert.True(step.Below > lowest);
            Assert.True(await journal.PrepareDrop(step, Token));
            await journal.FinishDrop(Token);

            Assert.Equal((before, before), (journal.StateHash(), await Rebuilt(store)));
            await Right(store);
            lowest = step.Below;
        }

        Assert.Equal(lowest, (await store.GetSegments(Instrument, Token))!.Value.First);
        var past = (await new LedgerPast(journal).StatesAt([At(125), At(1)]))[At(125)];
        Assert.Equal(journal.Ledgers.State.WithoutLots().FullHash(), past.WithoutLots().FullHash());
        Assert.DoesNotContain(At(1), (await new LedgerPast(journal).StatesAt([At(1)])).Keys);
    }

    [Fact]
    public async Task A_crash_after_any_step_changes_nothing()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var offered = await Look(Store, At(40));
        journal.Offer(offered.Checkpoint!);
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));

        await TurnOver(journal);
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));

        // The state after a crash: the drop is recorded, and only the first list is deleted.
        var step = await Look(Store, At(45));
        var database = DatabaseOf("redis");
        await database.StringSetAsync(JournalStores.Key(Instrument, "first"), $"0 {step.Below}");
        await database.KeyDeleteAsync(JournalStores.Key(Instrument, 0));

        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
        await Right(Store);
    }

    [Fact]
    public async Task A_snapshot_from_before_a_drop_is_not_gone_on_from()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        await OfferAndTurnOver(journal, Store, At(40));
        var snapshot = journal.Snapshot();
        await DropNow(journal, At(45));
        await Take(journal, Void(3));
        var expected = journal.StateHash();

        using var other = Journal(Store);
        Assert.True(await other.Load(snapshot, Token));

        Assert.Equal((expected, 0L), (other.StateHash(), other.SnapshotLength));
        Assert.Equal(expected, await Rebuilt(Store));
        Assert.Single(other.Ledgers.OpenVoids);

        // A snapshot made after the drop is used, and a void of a fill that only the checkpoint holds stays open with it too.
        using var next = Journal(Store);
        Assert.True(await next.Load(journal.Snapshot(), Token));
        await next.Open(Token);
        Assert.True(next.SnapshotLength > 0);
        await Take(next, Void(5));
        Assert.Equal(next.StateHash(), await Rebuilt(Store));
        await Right(Store);
    }

    [Fact]
    public async Task A_fill_with_something_still_to_come_is_not_folded_away()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 12);
        await Take(journal, Fill(12));
        await Book(journal, 13, 27);

        var checkpoint = LedgerCheckpoint.Read((await Look(Store, At(40))).Checkpoint!);

        Assert.Equal(At(12).Micros - 1, checkpoint.UpTo.Micros);
    }

    [Fact]
    public async Task Without_anything_settled_that_is_old_enough_nothing_is_done()
    {
        using var journal = await Opened(Store);
        await Take(journal, Fill(0));
        await Book(journal, 1, 39);

        Assert.Equal(default, await Look(Store, At(19)));
        Assert.Equal(default, await Look(Store, At(40)));
    }

    [Fact]
    public async Task A_checkpoint_that_an_import_reaches_into_is_of_no_use_and_a_new_one_is_made()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        journal.Offer((await Look(Store, At(40))).Checkpoint!);
        await Settled(journal, Fill(1000, At(2)));
        await TurnOver(journal);

        var step = await Look(Store, At(45));

        Assert.Equal((0, true), (step.Below, step.Checkpoint is not null));
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
        await Right(Store);
    }

    [Fact]
    public async Task What_reaches_below_while_a_drop_is_prepared_stops_it()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        await OfferAndTurnOver(journal, Store, At(40));
        journal.ResetEarliestChange();
        var step = await Look(Store, At(45));
        await Take(journal, Void(3));

        Assert.False(await journal.PrepareDrop(step, Token));

        Assert.Equal(0, (await Store.GetSegments(Instrument, Token))!.Value.First);
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
    }

    [Fact]
    public async Task Nothing_before_what_was_dropped_can_be_imported()
    {
        using var journal = await Opened(Store);
        Assert.Null(journal.Floor);
        await Book(journal, 0, 40);
        await OfferAndTurnOver(journal, Store, At(40));
        var step = await DropNow(journal, At(45));
        using var next = Journal(Store);
        await next.Load(null, Token);

        Assert.Equal((step.UpTo, step.UpTo), (journal.Floor, next.Floor));
        var receipts = await Add(WriterOf(journal), [Fill(1000, step.UpTo), Fill(1001, new(step.UpTo.Micros + 1))], Origin.Import);

        Assert.Equal([FillOutcome.TooOld, FillOutcome.Recorded], receipts.Select(receipt => receipt.Outcome));
        Assert.Equal($"fill t1000: {step.UpTo} is not after {step.UpTo}, up to which only a checkpoint is kept; book an adjustment", receipts[0].Reason);
    }

    [Fact]
    public async Task Ledgers_that_reach_back_to_what_was_folded_away_come_from_the_journal()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 200);
        var (expected, newest) = (journal.Ledgers.At(At(10))!.FullHash(), journal.StateHash());
        Assert.Same(journal.Ledgers, await new LedgerPast(journal).LedgersBackTo(At(10), Token));
        journal.Ledgers.Close(At(180));
        Assert.Null(journal.Ledgers.At(At(10)));

        var reaching = await new LedgerPast(journal).LedgersBackTo(At(10), Token);

        Assert.Equal(expected, reaching.At(At(10))!.FullHash());
        Assert.Equal((journal.Ledgers.State.FullHash(), newest), (reaching.State.FullHash(), journal.StateHash()));
        Assert.Same(journal.Ledgers, await new LedgerPast(journal).LedgersBackTo(At(199), Token));
        Assert.Same(journal.Ledgers, await new LedgerPast(journal).LedgersBackTo(null, Token));
    }

    [Fact]
    public async Task A_checkpoint_that_is_not_what_the_journal_comes_to_drops_nothing()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var made = LedgerCheckpoint.Read((await Look(Store, At(40))).Checkpoint!);
        var wrong = made with { Ledgers = made.Ledgers with { State = journal.Ledgers.At(At(5))! } };
        journal.Offer(wrong.Write());
        await TurnOver(journal);

        await Assert.ThrowsAsync<InvalidDataException>(() => Look(Store, At(45)));
        Assert.NotEmpty((await new JournalAuditor(Store, NullLoggerFactory.Instance).Audit(Instrument, null, Token)).Faults);
    }

    [Fact]
    public async Task An_inventory_offers_a_checkpoint_and_drops_between_its_own_writes_at_most_once_a_minute()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var writer = WriterOf(journal);
        var schedule = new RetentionSchedule(Instrument, new(Instrument, Services(Store), Retain), journal, new(), NullLogger.Instance, Token);
        Assert.Null(schedule.Tick(At(40)));
        await schedule.Settled;
        Assert.Null(schedule.Tick(At(42)));
        await TurnOver(journal);
        Assert.Null(schedule.Tick(new(At(40).Micros + (Minute / 2))));
        await schedule.Settled;
        Assert.Equal(0, (await Store.GetSegments(Instrument, Token))!.Value.First);

        Assert.Null(schedule.Tick(At(43)));
        var meanwhile = writer.Pending.Add([Fill(44)], Origin.Live);
        await schedule.Settled;
        var dropped = writer.Pending.Add(schedule.Tick(At(43))!.Value);
        await WriteAll(writer);
        await dropped;

        Assert.Equal(FillOutcome.Recorded, Assert.Single(await meanwhile).Outcome);
        Assert.True((await Store.GetSegments(Instrument, Token))!.Value.First > 0);
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
        await Right(Store);
    }

    [Fact]
    public void Events_are_kept_longer_than_their_keys() => Assert.Equal(
        ["Journal:Retain is 3.00:00:00; it must be at least a day longer than Journal:DedupeDays, which is 3.00:00:00."],
        new JournalOptionsValidator().Validate(null, new() { Retain = TimeSpan.FromDays(3) }).Failures!);
}
