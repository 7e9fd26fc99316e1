using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Markouts;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class AnnotationTests
{
    private readonly InstrumentLedgers _ledgers = new(Linear);

    [Fact]
    public void A_fill_is_undecided_until_its_mid_and_its_fee_rate_are_settled()
    {
        Book(_ledgers, Buy(Linear, 1, 100) with { Fee = 1, FeeAsset = "BNB" }, Buy(Linear, 1, 100, 2), Buy(Linear, 1, 100, 3));
        Assert.Equal([1L, 2L, 3L], _ledgers.PendingFills.Select(e => e.Number));
        _ledgers.Annotate(new(1, AnnotationKind.Mid, 0, 101));
        _ledgers.Annotate(new(2, AnnotationKind.NoMid, 0, null));
        Assert.Equal([1L, 3L], _ledgers.PendingFills.Select(e => e.Number));
        _ledgers.Annotate(new(1, AnnotationKind.FeeRate, 0, 600));
        Book(_ledgers, Void(Buy(Linear, 1, 100, 3)));
        Assert.Empty(_ledgers.PendingFills);
        Assert.Equal((600m, 1L), (_ledgers.Only().Fees, _ledgers.Only().FillsWithoutMid));
    }

    [Fact]
    public void A_fee_at_a_rate_of_the_configuration_is_counted_as_such()
    {
        Book(_ledgers, Buy(Linear, 1, 100) with { Fee = 1, FeeAsset = "BNB" }, Buy(Linear, 1, 100, 2) with { Fee = 1, FeeAsset = "BNB" }, Buy(Linear, 1, 100, 3) with { Fee = 1 });
        var without = _ledgers.Only().StateHash();
        _ledgers.Annotate(new(1, AnnotationKind.FeeRate, 0, 600));
        _ledgers.Annotate(new(2, AnnotationKind.FeeRate, Annotation.FallbackRate, 500));
        _ledgers.Annotate(new(3, AnnotationKind.FeeRate, Annotation.FallbackRate, 500));

        Assert.Equal((1_101m, 1L), (_ledgers.Only().Fees, _ledgers.Only().FallbackFees));
        Assert.Empty(_ledgers.Only().FeesUnconverted);
        Assert.NotEqual(without, _ledgers.Only().StateHash());
    }

    [Fact]
    public void A_fee_at_the_rate_of_a_later_minute_is_counted_as_such()
    {
        Book(_ledgers, Buy(Linear, 1, 100) with { Fee = 1, FeeAsset = "BNB" }, Buy(Linear, 1, 100, 2) with { Fee = 1 });
        var without = _ledgers.Only().StateHash();
        _ledgers.Annotate(new(1, AnnotationKind.FeeRate, Annotation.LaterRate, 600));
        _ledgers.Annotate(new(2, AnnotationKind.FeeRate, Annotation.LaterRate, 600));

        Assert.Equal((601m, 0L, 1L), (_ledgers.Only().Fees, _ledgers.Only().FallbackFees, _ledgers.Only().LaterRateFees));
        Assert.NotEqual(without, _ledgers.Only().StateHash());
    }

    [Fact]
    public void A_rate_that_will_not_come_settles_a_fee_as_unconverted()
    {
        Book(_ledgers, Buy(Linear, 1, 100) with { Fee = 1, FeeAsset = "BNB" });
        _ledgers.Annotate(new(1, AnnotationKind.GridMid, 0, 99));
        _ledgers.Annotate(new(1, AnnotationKind.NoFeeRate, 0, null));
        Assert.Empty(_ledgers.PendingFills);
        Assert.Equal((1m, 1L, 99m), (_ledgers.Only().FeesUnconverted["BNB"], _ledgers.Only().GridMidFills, _ledgers.Only().MidValue));
    }

    [Fact]
    public void A_mid_that_may_not_be_the_last_is_used_and_counted()
    {
        Book(_ledgers, Buy(Linear, 1, 100), Buy(Linear, 1, 100, 2));
        _ledgers.Annotate(new(1, AnnotationKind.Mid, Annotation.ThinnedMid, 99));
        _ledgers.Annotate(new(2, AnnotationKind.Mid, 0, 99));
        Assert.Empty(_ledgers.PendingFills);
        Assert.Equal((1L, 0L, 198m), (_ledgers.Only().ThinnedMidFills, _ledgers.Only().GridMidFills, _ledgers.Only().MidValue));
    }

    [Fact]
    public void An_index_has_room_for_every_horizon_beside_the_flag()
    {
        Assert.Equal(MarkoutHorizons.MaxCount, Annotation.ThinnedHorizon);
        foreach (var horizon in Enumerable.Range(0, MarkoutHorizons.MaxCount))
        {
            var (exact, thinned) = (new Annotation(1, AnnotationKind.Markout, horizon, 100), new Annotation(1, AnnotationKind.Markout, horizon + Annotation.ThinnedHorizon, 100));
            Assert.Equal((horizon, false, horizon, true), (exact.Horizon, exact.IsThinnedHorizon, thinned.Horizon, thinned.IsThinnedHorizon));
        }
    }

    [Fact]
    public void The_spread_is_what_the_mid_differs_from_the_price()
    {
        Book(_ledgers, Buy(Linear, 2, 99), Sell(Linear, 1, 103, 2));
        _ledgers.Annotate(new(1, AnnotationKind.Mid, 0, 100));
        _ledgers.Annotate(new(2, AnnotationKind.Mid, 0, 102));
        var state = _ledgers.Only();
        Assert.Equal(3m, state.MidValue - (state.OpenCost - state.Realized));
    }

    [Fact]
    public void A_markout_changes_no_ledger_and_one_of_an_event_gone_needs_no_rebuild()
    {
        Book(_ledgers, Buy(Linear, 2, 99));
        var before = _ledgers.State;
        _ledgers.Annotate(new(1, AnnotationKind.Markout, 0, 100));
        _ledgers.Annotate(new(77, AnnotationKind.Markout, 0, 100));
        _ledgers.Annotate(new(0, AnnotationKind.FundingDue, 0, 100));
        Assert.Same(before, _ledgers.State);
        Assert.False(_ledgers.NeedsRebuild);
        _ledgers.Annotate(new(77, AnnotationKind.Mid, 0, 100));
        Assert.True(_ledgers.NeedsRebuild);
    }

    [Fact]
    public void Looking_back_does_not_keep_what_a_late_event_changes()
    {
        Book(_ledgers, [.. Enumerable.Range(1, 400).Select(i => Buy(Linear, 1, 100, at: i * 10))]);
        Book(_ledgers, Buy(Linear, 1, 100, at: 15));
        Assert.Equal(201m, _ledgers.At(new(2_000))!.Ledgers.Values.Single().Quantity);
        Book(_ledgers, Buy(Linear, 1, 100, at: 1_005));
        Assert.Equal(202m, _ledgers.At(new(2_000))!.Ledgers.Values.Single().Quantity);
        Book(_ledgers, Buy(Linear, 1, 100, at: 3_995));
        Assert.Equal(403m, _ledgers.Only().Quantity);
        Assert.Null(new InstrumentLedgers(_ledgers.Base()).At(new(5_000))!.Last);
    }
}
