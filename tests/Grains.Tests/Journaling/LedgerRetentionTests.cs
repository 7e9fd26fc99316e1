using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>Old segments go once a checkpoint holds them, and the figures stay what they were.</summary>
public sealed class LedgerRetentionTests(JournalStores stores) : IClassFixture<JournalStores>
{
    private const long Start = 1_700_000_000_000_000;
    private const long Minute = 60_000_000;
    private static readonly TimeSpan Retain = TimeSpan.FromMinutes(20);

    private readonly InstrumentId _instrument = JournalStores.SomeInstrument();
    private readonly LedgerPolicy _policy = LedgerPolicy.Of(new());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJournalStore Store => stores.Of("redis");

    [Theory]
    [MemberData(nameof(JournalStores.All), MemberType = typeof(JournalStores))]
    public async Task What_is_kept_comes_to_the_same_state_as_everything_did(string name)
    {
        var store = stores.Of(name);
        using var journal = await Opened(store);
        var lowest = 0;
        for (var round = 0; round < 3; round++)
        {
            await Book(journal, round * 40, 40);
            await OfferAndTurnOver(journal, store, At((round * 40) + 40));
            var before = journal.StateHash();

            var step = await Look(store, At((round * 40) + 45));
            journal.WatchTouches();
            Assert.True(step.Below > lowest);
            Assert.True(await journal.Drop(step, Token));

            Assert.Equal((before, before), (journal.StateHash(), await Rebuilt(store)));
            await Right(store);
            lowest = step.Below;
        }

        Assert.Equal(lowest, (await store.GetSegments(_instrument, Token))!.Value.First);
        var (past, _) = await journal.At(At(125), Token);
        Assert.Equal(journal.Ledgers.State.FullHash(), past.FullHash());
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

        // As a crash leaves it: what is to go is written down, and only the first list is gone.
        var step = await Look(Store, At(45));
        var database = stores.Database("redis");
        await database.StringSetAsync(JournalStores.Key(_instrument, "first"), $"0 {step.Below}");
        await database.KeyDeleteAsync(JournalStores.Key(_instrument, 0));

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

        // One from after the drop is, and a void of what is only in the checkpoint stays open there too.
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
        journal.WatchTouches();
        var step = await Look(Store, At(45));
        await Take(journal, Void(3));

        Assert.False(await journal.Drop(step, Token));

        Assert.Equal(0, (await Store.GetSegments(_instrument, Token))!.Value.First);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_void_of_a_fill_below_the_oldest_checkpoint_is_refused_with_an_adjustment_that_makes_up_for_it(bool isImport)
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        await OfferAndTurnOver(journal, Store, At(40));
        var step = await DropNow(journal, At(45));
        var (fill, writer, length) = (Fill(3), WriterOf(journal), journal.Length);
        var taken = Void(3) with { VenueTime = At(50), FillTime = fill.VenueTime, Price = fill.Price, Quantity = fill.Quantity };
        var before = Held(journal, fill);

        var receipts = await Add(
            writer, [taken, taken with { TradeId = "t5", Side = Fill(5).Side, Price = null }, Void(7)], isImport ? Origin.Import : Origin.Live);

        Assert.Equal([FillOutcome.TooOld, FillOutcome.TooOld, FillOutcome.TooOld], receipts.Select(receipt => receipt.Outcome));
        Assert.Equal(
            $"void of fill t3: its fill is no later than {fill.VenueTime}, and up to {step.UpTo} only a checkpoint is kept; book the proposed adjustment",
            receipts[0].Reason);
        Assert.Equal((length, 0), (journal.Length, journal.Ledgers.OpenVoids.Count));
        Assert.Equal((null, null), (receipts[1].Proposed, receipts[2].Proposed));

        // Nothing is booked by itself; what is proposed can be, once.
        var proposed = receipts[0].Proposed!;
        Assert.Equal((fill.Quantity, fill.Price, At(50)), (proposed.Quantity, proposed.Price, proposed.VenueTime));
        Assert.Equal(FillOutcome.Recorded, Assert.Single(await Add(writer, [proposed])).Outcome);
        Assert.Equal(FillOutcome.Duplicate, Assert.Single(await Add(writer, [(await Add(writer, [taken])).Single().Proposed!])).Outcome);
        Assert.Equal(before + fill.Quantity, Held(journal, fill));
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
    }

    [Fact]
    public async Task A_void_whose_fill_may_still_come_waits_beside_a_checkpoint_and_one_whose_fill_is_kept_takes_it_back()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        await OfferAndTurnOver(journal, Store, At(40));
        var step = await DropNow(journal, At(45));
        var (kept, late) = (Fill(36), Fill(1000, At(44)));
        Assert.True(kept.VenueTime > step.UpTo);
        var before = Held(journal, kept);

        var receipts = await Add(WriterOf(journal), [
            Void(36) with { FillTime = kept.VenueTime },
            Void(1000) with { VenueTime = At(46), FillTime = late.VenueTime },
            Void(1001) with { VenueTime = At(46) },
        ]);

        Assert.All(receipts, receipt => Assert.Equal((FillOutcome.Recorded, null), (receipt.Outcome, receipt.Proposed)));
        Assert.Equal(["t1000", "t1001"], journal.Ledgers.OpenVoids.Select(open => open.TradeId).Order());
        Assert.Equal(before - (kept.Side == Side.Buy ? kept.Quantity : -kept.Quantity), Held(journal, kept));
        var held = Held(journal, late);
        await Add(WriterOf(journal), [late]);
        Assert.Equal((held, "t1001"), (Held(journal, late), Assert.Single(journal.Ledgers.OpenVoids).TradeId));
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
    }

    [Fact]
    public async Task A_void_that_waited_until_its_fill_could_no_longer_come_lapses()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var waits = Void(1000) with { VenueTime = At(5), Price = 100m, Quantity = 2m };
        await Take(journal, waits);
        Assert.Null(waits.FaultBelow(At(4)));
        await OfferAndTurnOver(journal, Store, At(40));
        var step = await DropNow(journal, At(45));

        var open = Assert.Single(journal.Ledgers.OpenVoids);

        Assert.NotNull(open.FaultBelow(step.UpTo));
        Assert.Equal((waits.Side == Side.Buy ? -2m : 2m, 100m, step.UpTo.Micros + 1),
            (open.ProposedAdjustmentBelow(step.UpTo)!.Quantity, open.ProposedAdjustmentBelow(step.UpTo)!.Price, open.ProposedAdjustmentBelow(step.UpTo)!.VenueTime.Micros));
        Assert.Equal(FillOutcome.TooOld, Assert.Single(await Add(WriterOf(journal), [Fill(1000, At(5))], Origin.Import)).Outcome);
    }

    [Fact]
    public async Task Ledgers_that_reach_back_to_what_was_folded_away_come_from_the_journal()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 200);
        var (expected, newest) = (journal.Ledgers.At(At(10))!.FullHash(), journal.StateHash());
        Assert.Same(journal.Ledgers, await journal.LedgersBackTo(At(10), Token));
        journal.Ledgers.Close(At(180));
        Assert.Null(journal.Ledgers.At(At(10)));

        var reaching = await journal.LedgersBackTo(At(10), Token);

        Assert.Equal(expected, reaching.At(At(10))!.FullHash());
        Assert.Equal((journal.Ledgers.State.FullHash(), newest), (reaching.State.FullHash(), journal.StateHash()));
        Assert.Same(journal.Ledgers, await journal.LedgersBackTo(At(199), Token));
        Assert.Same(journal.Ledgers, await journal.LedgersBackTo(null, Token));
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
        Assert.NotEmpty((await new JournalAuditor(Store, NullLoggerFactory.Instance).Audit(_instrument, null, Token)).Faults);
    }

    [Fact]
    public async Task An_inventory_offers_a_checkpoint_and_drops_between_its_own_writes_at_most_once_a_minute()
    {
        using var journal = await Opened(Store);
        await Book(journal, 0, 40);
        var writer = WriterOf(journal);
        var schedule = new RetentionSchedule(_instrument, new(_instrument, Store, Retain), journal, NullLogger.Instance, Token);
        Assert.Null(schedule.Tick(At(40)));
        await schedule.Settled;
        Assert.Null(schedule.Tick(At(42)));
        await TurnOver(journal);
        Assert.Null(schedule.Tick(new(At(40).Micros + (Minute / 2))));
        await schedule.Settled;
        Assert.Equal(0, (await Store.GetSegments(_instrument, Token))!.Value.First);

        Assert.Null(schedule.Tick(At(43)));
        var meanwhile = writer.Pending.Add([Fill(44)], Origin.Live);
        await schedule.Settled;
        var dropped = writer.Pending.Add(schedule.Tick(At(43))!.Value);
        await WriteAll(writer);
        await dropped;

        Assert.Equal(FillOutcome.Recorded, Assert.Single(await meanwhile).Outcome);
        Assert.True((await Store.GetSegments(_instrument, Token))!.Value.First > 0);
        Assert.Equal(journal.StateHash(), await Rebuilt(Store));
        await Right(Store);
    }

    [Fact]
    public void Events_are_kept_longer_than_their_keys() => Assert.Equal(
        ["Journal:Retain is 3.00:00:00; it must be at least a day longer than Journal:DedupeDays, which is 3.00:00:00."],
        new JournalOptionsValidator().Validate(null, new() { Retain = TimeSpan.FromDays(3) }).Failures!);

    private static Instant At(int minute) => new(Start + (minute * Minute));

    private Task<RetentionStep> Look(IJournalStore store, Instant now) => new JournalRetention(_instrument, store, Retain).Look(now, Token);

    private LedgerJournal Journal(IJournalStore store) => new(
        store, _instrument, new() { SegmentEntries = 12, RetryDelay = TimeSpan.Zero, SegmentAge = TimeSpan.FromDays(10_000) },
        () => Some.Now, TimeProvider.System, NullLogger.Instance);

    private InventoryWriter WriterOf(LedgerJournal journal)
    {
        var membership = new PortfolioMembership(_instrument, null!, NullLogger.Instance);
        membership.Resume(["desk0", "desk1"]);
        return new(_instrument, journal, membership, new(TimeProvider.System), TimeSpan.FromDays(36_500), NullLogger.Instance);
    }

    private static async Task<IReadOnlyList<FillReceipt>> Add(InventoryWriter writer, IReadOnlyList<LedgerEvent> events, Origin origin = Origin.Live)
    {
        var receipts = writer.Pending.Add(events, origin);
        await WriteAll(writer);
        return await receipts;
    }

    /// <summary>What an inventory's loop does, without a market.</summary>
    private static async Task WriteAll(InventoryWriter writer)
    {
        while (await writer.WriteNext(Token) is not null)
        {
            // Nothing follows from a step here.
        }
    }

    private static decimal Held(LedgerJournal journal, Fill like) =>
        journal.Ledgers.All.Single(ledger => ledger.Portfolio == like.Portfolio && ledger.Account == like.Account).State.Quantity;

    private async Task<LedgerJournal> Opened(IJournalStore store)
    {
        var journal = Journal(store);
        journal.Start(Writer.SomeTerms(_instrument).Instrument, _policy);
        await journal.Open(Token);
        return journal;
    }

    private async Task<string> Rebuilt(IJournalStore store)
    {
        using var fresh = Journal(store);
        Assert.True(await fresh.Load(null, Token));
        return fresh.StateHash();
    }

    private async Task Right(IJournalStore store) =>
        Assert.Empty((await new JournalAuditor(store, NullLoggerFactory.Instance).Audit(_instrument, null, Token)).Faults);

    private async Task Book(LedgerJournal journal, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            await Settled(journal, Fill(i));
            if (i % 10 == 9)
            {
                await Take(journal, Void(i - 1));
                await Take(journal, new FundingPayment
                {
                    Instrument = _instrument, Account = "main", Portfolio = "desk0", VenueTime = At(i), Source = FundingSource.Rate, Rate = 0.0001m, Mark = 101m,
                });
            }
        }
    }

    private async Task OfferAndTurnOver(LedgerJournal journal, IJournalStore store, Instant now)
    {
        journal.Offer((await Look(store, now)).Checkpoint!);
        await TurnOver(journal);
    }

    /// <summary>Writes until the next segment begins.</summary>
    private static async Task TurnOver(LedgerJournal journal)
    {
        for (var segment = journal.Segment; journal.Segment == segment;)
        {
            await journal.Annotate([new(0, AnnotationKind.FundingDue, 0, Start)], Token);
        }
    }

    private async Task<RetentionStep> DropNow(LedgerJournal journal, Instant now)
    {
        journal.WatchTouches();
        var step = await Look(Store, now);
        Assert.True(await journal.Drop(step, Token));
        return step;
    }

    private static async Task<long> Take(LedgerJournal journal, LedgerEvent item)
    {
        var prepared = journal.Ledgers.Prepare([item], StampRange.All);
        Assert.Single(prepared.Booked);
        return await journal.Book(prepared, Token);
    }

    /// <summary>Books a fill, and everything that becomes known of it.</summary>
    private async Task Settled(LedgerJournal journal, Fill fill)
    {
        var number = await Take(journal, fill);
        var markouts = Enumerable.Range(0, _policy.Markouts.Horizons.Count).Select(i => new Annotation(number, AnnotationKind.Markout, i, 100m + i));
        await journal.Annotate([new(number, AnnotationKind.Mid, 0, 100.25m), .. markouts], Token);
    }

    private FillVoid Void(int i)
    {
        var fill = Fill(i);
        return new() { Instrument = _instrument, Account = fill.Account, Portfolio = fill.Portfolio, VenueTime = At(i + 1), TradeId = fill.TradeId, Side = fill.Side };
    }

    private Fill Fill(int i, Instant? time = null) => Writer.Fill(_instrument, $"t{i}") with
    {
        Portfolio = $"desk{i % 2}", Side = i % 3 == 0 ? Side.Sell : Side.Buy, Price = 100m + (i % 7), Quantity = 1m + (i % 4), Fee = 0.01m,
        VenueTime = time ?? At(i),
    };
}
