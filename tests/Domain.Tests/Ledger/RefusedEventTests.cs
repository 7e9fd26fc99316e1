using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class RefusedEventTests
{
    public static TheoryData<decimal, decimal, decimal> Absurd => new()
    {
        { 1, decimal.MaxValue, 0 }, { decimal.MaxValue, 1, 0 }, { decimal.MaxValue, decimal.MaxValue, decimal.MaxValue },
        { 1, 100, decimal.MaxValue }, { 1, 100, decimal.MinValue }, { 1e-28m, decimal.MaxValue, 0 }, { decimal.MaxValue, 1e-28m, 0 },
        { 1e-28m, 1e-28m, 1e-28m }, { 1e-8m, 1e20m, 0 }, { 1e23m, 1e-3m, 0 }, { 9e23m, 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Absurd))]
    public void An_absurd_fill_is_taken_or_refused_with_a_reason_and_the_next_one_counts(decimal quantity, decimal price, decimal fee)
    {
        foreach (var terms in new[] { Spot, Linear, Inverse, Quanto })
        {
            foreach (var asset in new[] { null, terms.Base, "BNB" })
            {
                var ledgers = new InstrumentLedgers(terms);
                var absurd = Buy(terms, quantity, price, at: 5) with { Fee = fee, FeeAsset = asset, FeeRate = asset == "BNB" ? decimal.MaxValue : null };
                var (_, outcome, reason) = Assert.Single(ledgers.Prepare([absurd], StampRange.All).Entries);
                Assert.True(outcome == FillOutcome.Recorded || (outcome == FillOutcome.Refused && reason!.Contains("past what the ledger can hold", StringComparison.Ordinal)));
                Book(ledgers, absurd);
                Assert.Equal(
                    [FillOutcome.Recorded, FillOutcome.Recorded, FillOutcome.Recorded],
                    Book(ledgers, Sell(terms, 3, 100, at: 1), Buy(terms, 1_000, 60_000, at: 9), Rated(terms, 0.0001m, 60_000, at: 10)));

                // Only figures computed from an absurd position may exceed the range, and the ledger then names the event.
                Assert.True(ledgers.Only().Overflow is null || (quantity > 1e20m && ledgers.Only().Overflow!.StartsWith("funding", StringComparison.Ordinal)));
                Assert.Equal(outcome == FillOutcome.Recorded ? 3 : 2, ledgers.Only().Fills);
                _ = ledgers.StateHash();
            }
        }
    }

    [Fact]
    public void An_absurd_mid_or_fee_rate_counts_as_unknown()
    {
        var ledgers = new InstrumentLedgers(Inverse);
        Book(ledgers, Buy(Inverse, 100, 50_000) with { Fee = 1, FeeAsset = "BNB" });
        foreach (var absurd in new[] { decimal.MaxValue, 1e-28m, 0m, -1m })
        {
            ledgers.Annotate(new(1, AnnotationKind.Mid, 0, absurd));
            ledgers.Annotate(new(1, AnnotationKind.FeeRate, 0, absurd * 1e-3m));
            Assert.Equal((100m, 1L), (ledgers.Only().Quantity, ledgers.Only().Fills));
            Assert.Null(ledgers.Only().Overflow);
        }

        ledgers.Annotate(new(1, AnnotationKind.FeeRate, 0, decimal.MaxValue));
        Assert.Equal(1m, ledgers.Only().FeesUnconverted["BNB"]);
        Assert.Equal(1L, ledgers.Only().FillsWithoutMid);
        Assert.False(ledgers.NeedsRebuild);
    }

    [Fact]
    public void A_settlement_or_rate_that_a_later_fill_makes_absurd_is_left_out_and_named()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Assert.Equal([FillOutcome.Recorded, FillOutcome.Recorded], Book(ledgers, Rated(Linear, 0.01m, 1e20m, at: 5), Buy(Linear, 1e9m, 1, at: 1)));
        Assert.Equal((1e9m, 0m), (ledgers.Only().Quantity, ledgers.Only().Funding));
        Assert.Contains("funding", ledgers.Only().Overflow, StringComparison.Ordinal);
        Assert.Equal([FillOutcome.Recorded], Book(ledgers, Sell(Linear, 1e9m, 2, at: 9)));
        Assert.Equal((0m, 1e9m), (ledgers.Only().Quantity, ledgers.Only().Realized));
    }

    [Fact]
    public void One_absurd_event_after_the_other_never_fills_the_ledger_up()
    {
        var ledgers = new InstrumentLedgers(Linear);
        for (var i = 0; i < 2_000; i++)
        {
            Book(ledgers, Buy(Linear, 9e23m, 1, at: (2 * i) + 1), Sell(Linear, 9e23m, 1.1m, at: (2 * i) + 2));
        }

        Assert.Null(ledgers.Only().Overflow);
        Assert.True(ledgers.Only().Fills < 2_000);
        Assert.Equal([FillOutcome.Refused], Book(ledgers, Buy(Linear, 9e23m, 1, at: 9_000)));
    }

    [Fact]
    public void Stamps_out_of_range_are_told_apart_and_leave_the_key_free()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var stamps = new StampRange(new(100), new(200));
        var prepared = ledgers.Prepare([Buy(Linear, 1, 1, at: 99), Buy(Linear, 1, 1, at: 100), Buy(Linear, 1, 1, at: 200), Buy(Linear, 1, 1, at: 201)], stamps);
        Assert.Equal([FillOutcome.TooOld, FillOutcome.Recorded, FillOutcome.Recorded, FillOutcome.InFuture], prepared.Entries.Select(e => e.Outcome));
        Assert.Contains("import", prepared.Entries[0].Reason, StringComparison.Ordinal);
        Assert.Contains("ahead", prepared.Entries[3].Reason, StringComparison.Ordinal);
        ledgers.Commit(prepared, 1);
        Assert.Equal([FillOutcome.Recorded, FillOutcome.Duplicate], Book(ledgers, Buy(Linear, 1, 1, at: 99), Buy(Linear, 1, 1, at: 99)));
    }

    [Fact]
    public void What_is_absent_or_impossible_is_refused_and_never_throws()
    {
        LedgerEvent[] broken =
        [
            Buy(Linear, 1, 1) with { TradeId = null! }, Buy(Linear, 1, 1) with { Account = null! }, Buy(Linear, 1, 1) with { Portfolio = " " },
            Buy(Linear, 1, 1) with { VenueTime = new(long.MaxValue) }, Buy(Linear, 1, 1) with { Side = (Side)7 }, Buy(Linear, 1, -1), Buy(Linear, 1, 0),
            Buy(Linear, 1, 1) with { TradeId = "a\ud800" }, Buy(Linear, 1, 1) with { Account = "\udc00b" }, Buy(Linear, 1, 1) with { Portfolio = "\ud800\ud800" },
            Buy(Linear, 1, 1) with { OrderId = "\udc00" }, Void(Buy(Linear, 1, 1)) with { Reason = "\ud83d" },
            Buy(Linear, 1, 1) with { TradeId = new('x', 300) }, Void(Buy(Linear, 1, 1)) with { TradeId = null! }, Buy(Linear, 1, 1) with { FeeRate = 0 },
            Paid(Linear, 1, 1) with { VenueTime = new(long.MinValue) }, Paid(Linear, 1, 1) with { Amount = null }, Paid(Linear, 1, 1) with { Rate = 1 },
            Paid(Linear, decimal.MaxValue, 1), Rated(Linear, 1, 0, 1), Rated(Linear, 1, decimal.MaxValue, 1), Missing(Linear, 1) with { Amount = 0 },
            Adjust(Linear, 0, 1, 1), Adjust(Linear, 1, 0, 1), Adjust(Linear, 1, 1, 1) with { AdjustmentId = null! }, Adjust(Linear, decimal.MinValue, 1, 1),
            Settle(Linear, 0, 1), Settle(Linear, decimal.MaxValue, 1), Settle(Linear, 1, 1) with { VenueTime = new(-1) }, Change(Linear, 0, 1),
            Change(Linear, 1e-28m, 1), Change(Linear, decimal.MaxValue, 1), Settle(Linear, 1, 1) with { Account = null! }, Buy(Spot, 1, 1),
            Buy(Linear, 1, 1) with { Liquidity = (LiquiditySide)3 }, Buy(Linear, 1, 1) with { FeeAsset = new('x', 257) }, Buy(Linear, 1, 1) with { OrderId = new('x', 257) },
            Void(Buy(Linear, 1, 1)) with { Reason = new('x', 1_025) }, Adjust(Linear, 1, 1, 1) with { Provenance = new('x', 1_025) },
        ];
        foreach (var e in broken)
        {
            var ledgers = new InstrumentLedgers(Linear);
            var (_, outcome, reason) = Assert.Single(ledgers.Prepare([e], StampRange.All).Entries);
            Assert.True(outcome == FillOutcome.Refused, $"{e.GetType().Name} was {outcome}: {reason}");
            Assert.False(string.IsNullOrEmpty(reason));
        }
    }

    [Fact]
    public void Any_unicode_text_is_an_id() =>
        Assert.Equal([FillOutcome.Recorded], Book(new(Linear), Buy(Linear, 1, 1) with { TradeId = "\ud83d\ude00 é 7" }));

    [Fact]
    public void The_multiplier_of_a_spot_instrument_cannot_change() =>
        Assert.Equal([FillOutcome.Refused], Book(new(Spot), Change(Spot, 2, 5)));
}
