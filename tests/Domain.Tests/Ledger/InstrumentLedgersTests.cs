using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class InstrumentLedgersTests
{
    [Fact]
    public void Preparing_changes_nothing()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var empty = ledgers.StateHash();
        Assert.Single(ledgers.Prepare([Buy(Linear, 1, 100)], StampRange.All).Booked);
        Assert.Equal((0, empty), (ledgers.Keys.Count, ledgers.StateHash()));
        Assert.Empty(ledgers.All);
    }

    [Fact]
    public void Repeats_are_judged_against_what_is_booked_and_what_came_before_in_the_list()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var first = Buy(Linear, 1, 100);
        Assert.Equal([FillOutcome.Recorded, FillOutcome.Duplicate, FillOutcome.Conflict], Book(ledgers, first, first, first with { Price = 101 }));
        Assert.Equal(
            [FillOutcome.Duplicate, FillOutcome.Conflict, FillOutcome.Recorded],
            Book(ledgers, first, first with { Portfolio = "other" }, first with { Side = Side.Sell }));
        Assert.Equal(2, ledgers.Keys.Count);
    }

    [Fact]
    public void A_refused_fill_says_why_and_leaves_its_key_free()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var prepared = ledgers.Prepare([Buy(Linear, 0, 100), Buy(Spot, 1, 100), Buy(Linear, 1, 100)], StampRange.All);
        Assert.Equal([FillOutcome.Refused, FillOutcome.Refused, FillOutcome.Recorded], prepared.Entries.Select(e => e.Outcome));
        Assert.Contains("quantity 0", prepared.Entries[0].Reason, StringComparison.Ordinal);
        Assert.Contains(Spot.Id.ToString(), prepared.Entries[1].Reason, StringComparison.Ordinal);
        Assert.Null(prepared.Entries[2].Reason);
    }

    [Fact]
    public void A_fill_past_what_decimal_holds_is_refused_wherever_it_belongs_and_does_no_harm()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Assert.Equal(
            [FillOutcome.Recorded, FillOutcome.Refused, FillOutcome.Refused, FillOutcome.Refused],
            Book(ledgers, Buy(Linear, 1, 100, at: 10), Buy(Linear, 7e28m, 1, at: 20), Buy(Linear, 7e28m, 1, at: 5), Buy(Linear, 2, 7e28m, at: 30)));
        Assert.Equal([FillOutcome.Recorded], Book(ledgers, Sell(Linear, 3, 101, at: 31)));
        Assert.Equal((-2m, 2), (ledgers.Only().Quantity, ledgers.Keys.Count));
        Assert.Null(ledgers.Only().Overflow);
    }

    [Fact]
    public void Ledgers_are_by_portfolio_then_account()
    {
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers,
            Buy(Linear, 1, 100, 1) with { Portfolio = "b", Account = "x" },
            Buy(Linear, 2, 100, 2) with { Portfolio = "a", Account = "y" },
            Buy(Linear, 3, 100, 3) with { Portfolio = "b", Account = "a" });
        Assert.Equal(["a/y", "b/a", "b/x"], ledgers.All.Select(l => $"{l.Portfolio}/{l.Account}"));
        Assert.Equal([3m, 1m], ledgers.Of("b").Select(l => l.State.Quantity));
        Assert.Empty(ledgers.Of("c"));
    }

    [Fact]
    public void Committing_twice_changes_nothing()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var prepared = ledgers.Prepare([Buy(Linear, 1, 100)], StampRange.All);
        ledgers.Commit(prepared, 1);
        var hash = ledgers.StateHash();
        ledgers.Commit(prepared, 1);
        Assert.Equal((hash, 1), (ledgers.StateHash(), ledgers.Window.Count));
    }
}
