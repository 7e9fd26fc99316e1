using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>Voids of fills that only a checkpoint holds, or that may still arrive.</summary>
public sealed class VoidRetentionTests(JournalStores stores) : RetainedJournal(stores), IClassFixture<JournalStores>
{
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

        // Nothing is booked automatically; the proposed adjustment can be booked once.
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
}
