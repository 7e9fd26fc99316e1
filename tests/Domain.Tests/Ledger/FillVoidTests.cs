using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class FillVoidTests
{
    private readonly InstrumentLedgers _ledgers = new(Linear);

    [Fact]
    public void A_void_before_or_after_its_fill_leaves_the_same()
    {
        var fill = Buy(Linear, 1, 100, at: 3);
        var first = new InstrumentLedgers(Linear);
        Book(first, Void(fill), Buy(Linear, 2, 90, at: 1));
        Assert.Single(first.OpenVoids);
        Assert.Equal([FillOutcome.Recorded], Book(first, fill));
        Assert.Empty(first.OpenVoids);

        Book(_ledgers, Buy(Linear, 2, 90, at: 1), fill);
        Assert.Equal(3m, _ledgers.Only().Quantity);
        Book(_ledgers, Void(fill));
        Assert.Equal((2m, 1L), (_ledgers.Only().Quantity, _ledgers.Only().Fills));
        Assert.Equal(first.StateHash(), _ledgers.StateHash());
    }

    [Fact]
    public void A_void_of_nothing_waits_and_says_so()
    {
        Book(_ledgers, Void(Buy(Linear, 1, 100)));
        Assert.Equal("t1", Assert.Single(_ledgers.OpenVoids).TradeId);
        Assert.Empty(_ledgers.All);
        Assert.NotEqual(new InstrumentLedgers(Linear).StateHash(), _ledgers.StateHash());
        Assert.Single(new InstrumentLedgers(_ledgers.Base()).OpenVoids);
    }

    [Fact]
    public void A_void_of_another_portfolio_or_side_takes_nothing_back()
    {
        var fill = Buy(Linear, 1, 100);
        Book(_ledgers, fill, Void(fill) with { Portfolio = "other" }, Void(fill) with { Side = Side.Sell });
        Assert.Equal((1m, 2), (_ledgers.Only().Quantity, _ledgers.OpenVoids.Count));
    }

    [Fact]
    public void A_second_void_is_a_duplicate_and_a_voided_fill_sent_again_too()
    {
        var fill = Buy(Linear, 1, 100);
        Assert.Equal(
            [FillOutcome.Recorded, FillOutcome.Recorded, FillOutcome.Duplicate, FillOutcome.Duplicate, FillOutcome.Conflict],
            Book(_ledgers, fill, Void(fill), Void(fill), fill, Void(fill) with { Reason = "bust" }));
        Assert.Empty(_ledgers.All);
    }

    [Fact]
    public void What_a_void_says_of_its_fill_survives_a_base_and_must_make_sense()
    {
        var taken = Void(Buy(Linear, 1, 100, at: 3)) with { FillTime = new(2), Price = 100.50m, Quantity = 1m };
        Book(_ledgers, taken);

        Assert.Equal(taken, Assert.Single(LedgerBaseText.Read(LedgerBaseText.Write(_ledgers.Base())).OpenVoids));
        Assert.Equal($"void of fill t3: fill time {taken.VenueTime + TimeSpan.FromSeconds(1)} is after the void's own, {taken.VenueTime}",
            (taken with { FillTime = taken.VenueTime + TimeSpan.FromSeconds(1) }).Fault());
        Assert.Equal("void of fill t3: price 0 must be positive", (taken with { Price = 0 }).Fault());
        Assert.Equal("void of fill t3: quantity -1 must be positive", (taken with { Quantity = -1 }).Fault());
        Assert.Equal("void of fill t3: fill time -1 is not in microseconds from 1970 to 9999", (taken with { FillTime = new(-1) }).Fault());
    }

    [Fact]
    public void A_void_that_says_nothing_of_its_fill_keeps_the_digest_it_had()
    {
        var plain = Void(Buy(Linear, 1, 100));
        FillVoid[] told = [plain with { FillTime = new(1) }, plain with { Price = 1m }, plain with { Quantity = 1m }];

        Assert.Equal(new StateDigest().Add("mm").Add(plain.VenueTime.Micros).Add(0L).Add("").ToLong(), plain.PayloadDigest());
        Assert.Equal(4, told.Append(plain).Select(taken => taken.PayloadDigest()).Distinct().Count());
    }

    [Fact]
    public void A_void_of_a_fill_in_the_base_needs_a_rebuild_and_one_done_there_does_not()
    {
        var small = new InstrumentLedgers(Linear) { WindowSize = 60 };
        Fill[] fills = [.. Enumerable.Range(1, 200).Select(i => Buy(Linear, 1, 100, at: i))];
        Book(small, [.. fills]);
        foreach (var number in Enumerable.Range(1, 200))
        {
            small.Annotate(new(number, AnnotationKind.NoMid, 0, null));
        }

        small.Compact();
        Assert.True(small.HasBase);
        Book(small, Void(fills[199]));
        Assert.False(small.NeedsRebuild);
        var restored = new InstrumentLedgers(LedgerBaseText.Read(LedgerBaseText.Write(small.Base())));
        restored.Load(small.Window.Select(e => (e.Event, e.Number)).Append((Void(fills[199]), 201)), small.Window.Select(e => new Annotation(e.Number, AnnotationKind.NoMid, 0, null)));
        Assert.Equal(small.StateHash(), restored.StateHash());
        Book(small, Void(fills[0]));
        Assert.True(small.NeedsRebuild);
    }
}
