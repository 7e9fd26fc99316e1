using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class InventoryEventTests
{
    [Theory]
    [InlineData(AdjustmentReason.Transfer)]
    [InlineData(AdjustmentReason.OpeningBalance)]
    public void Inventory_that_comes_or_goes_at_a_price_is_no_profit_at_that_price(AdjustmentReason reason)
    {
        foreach (var terms in new[] { Spot, Linear, Inverse, Quanto })
        {
            var ledgers = new InstrumentLedgers(terms);
            Book(ledgers, Buy(terms, 2, 90), Sell(terms, 1, 95, at: 2));
            var before = Total(ledgers, 100, terms.Contract);
            Book(ledgers, Adjust(terms, 5, 100, at: 3, reason));
            Assert.Equal(before, Total(ledgers, 100, terms.Contract));
            Book(ledgers, Adjust(terms, -6, 100, at: 4, reason));
            Assert.Equal((0m, before), (ledgers.Only().Quantity, ledgers.Only().Realized));
            Assert.Equal(ledgers.Only().Fifo.Realized, ledgers.Only().Lifo.Realized);
        }
    }

    [Fact]
    public void A_transfer_captures_no_spread()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, Adjust(Linear, 5, 100, at: 3));
        Assert.Equal(ledgers.Only().MidValue, ledgers.Only().OpenCost - ledgers.Only().Realized);
    }

    [Fact]
    public void A_settlement_closes_every_ledger_to_exactly_nothing()
    {
        var ledgers = new InstrumentLedgers(Inverse);
        Book(ledgers, Buy(Inverse, 1, 3), Buy(Inverse, 1, 7, 2), Sell(Inverse, 0.7m, 11, 3), Sell(Inverse, 2, 9) with { Portfolio = "hedge" }, Settle(Inverse, 13, 5));
        foreach (var (_, _, state) in ledgers.All)
        {
            Assert.Equal(("0", "0", "0", "0"), (state.Quantity.ToString(), state.OpenCost.ToString(), state.Fifo.OpenCost.ToString(), state.Lifo.OpenCost.ToString()));
            Assert.Equal((0, 0), (state.Fifo.Count, state.Lifo.Count));
            Assert.Equal(state.Realized, state.Fifo.Realized);
        }

        Book(ledgers, Buy(Inverse, 1, 8, 4));
        Assert.All(ledgers.All, l => Assert.Equal(0m, l.State.Quantity));
    }

    [Theory]
    [InlineData(ContractKind.Linear)]
    [InlineData(ContractKind.Inverse)]
    [InlineData(ContractKind.Quanto)]
    public void A_change_of_multiplier_keeps_cost_and_value_also_of_a_late_fill_before_it(ContractKind kind)
    {
        var terms = new[] { Linear, Inverse, Quanto }.Single(t => t.Kind == kind);
        var (m, next) = (terms.Multiplier, terms with { Multiplier = terms.Multiplier * 10 });
        var ledgers = new InstrumentLedgers(terms);
        Book(ledgers, Buy(terms, 50, 100), Buy(terms, 30, 120, 3));
        var (cost, total) = (ledgers.Only().OpenCost, Total(ledgers, 110, terms.Contract));
        Book(ledgers, Change(terms, m * 10, 5));
        Assert.Equal((8m, cost, m * 10), (ledgers.Only().Quantity, ledgers.Only().OpenCost, ledgers.Terms.Multiplier));
        Assert.Equal(total, Total(ledgers, 110, next.Contract), 15);
        Assert.Equal([5m, 3m], ledgers.Only().Fifo.Lots.Select(lot => lot.Quantity));

        Book(ledgers, Sell(terms, 20, 130, 4), Sell(next, 1, 130, 6));
        Assert.Equal((5m, false), (ledgers.Only().Quantity, ledgers.Only().Rounded));
        var due = (50 * terms.Contract.At(100m)) + (30 * terms.Contract.At(120m)) - (20 * terms.Contract.At(130m)) - next.Contract.At(130m);
        Assert.Equal(due, ledgers.Only().OpenCost - ledgers.Only().Realized);
        Assert.Equal(terms.Multiplier, ledgers.At(new(4))!.Terms.Multiplier);
    }

    [Fact]
    public void A_multiplier_that_does_not_divide_is_rounded_and_says_so()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, Buy(Linear, 1, 100), Buy(Linear, 1, 110, 2), Change(Linear, 3, 5));
        Assert.True(ledgers.Only().Rounded);
        Assert.Equal(ledgers.Only().Quantity, ledgers.Only().Fifo.Lots.Sum(lot => lot.Quantity));
        Assert.Equal(210m, ledgers.Only().Fifo.OpenCost);
    }

    [Fact]
    public void An_event_older_than_the_window_needs_a_rebuild()
    {
        var ledgers = new InstrumentLedgers(Linear) { WindowSize = 16 };
        Book(ledgers, [.. Enumerable.Range(10, 300).Select(i => Adjust(Linear, 1, 100, i))]);
        Assert.True(ledgers.HasBase);
        Assert.Null(ledgers.At(new(11)));
        Book(ledgers, Buy(Linear, 1, 100, at: 309));
        Assert.False(ledgers.NeedsRebuild);
        Book(ledgers, Buy(Linear, 1, 100, at: 9));
        Assert.True(ledgers.NeedsRebuild);
    }

    [Fact]
    public void A_restart_from_its_base_counts_no_event_twice_towards_the_bound()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, Buy(Linear, 5e23m, 1));
        for (var i = 0; i < 3_000; i++)
        {
            var next = new InstrumentLedgers(ledgers.Base());
            if (i % 2 == 0)
            {
                next.Load(ledgers.Window.Select(e => (e.Event, e.Number)), []);
            }
            else
            {
                next.Restore([.. ledgers.Window.Select(KeptEntry.Of)]);
            }

            ledgers = next;
        }

        Assert.Equal((5e23, 5e23), (ledgers.BaseAt(new(1))!.Magnitude.Quantity, ledgers.BaseAt(new(1))!.Magnitude.Value));
        Assert.Equal([FillOutcome.Duplicate, FillOutcome.Recorded], Book(With(ledgers, Buy(Linear, 5e23m, 1)), Buy(Linear, 5e23m, 1), Buy(Linear, 5e23m, 1, at: 2)));
    }

    private static InstrumentLedgers With(InstrumentLedgers ledgers, LedgerEvent known)
    {
        ledgers.Keys.Add(known.Key.Hash(), known.PayloadDigest());
        return ledgers;
    }

    private static decimal Total(InstrumentLedgers ledgers, decimal mark, ContractValue contract) =>
        ledgers.Only().Realized + ledgers.Only().Unrealized(mark, contract);
}
