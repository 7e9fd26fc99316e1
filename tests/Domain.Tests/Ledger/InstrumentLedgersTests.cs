using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;
using CsCheck;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class InstrumentLedgersTests
{
    private static FillVerdict[] Book(InstrumentLedgers ledgers, params Fill[] fills)
    {
        var prepared = ledgers.Prepare(fills);
        ledgers.Commit(prepared);
        return [.. prepared.Entries.Select(e => e.Verdict)];
    }

    [Fact]
    public void Preparing_changes_nothing()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var empty = ledgers.StateHash();
        Assert.Single(ledgers.Prepare([Buy(Linear, 1, 100)]).Booked);
        Assert.Equal((0, empty), (ledgers.KeyCount, ledgers.StateHash()));
        Assert.Empty(ledgers.All);
    }

    [Fact]
    public void Repeats_are_judged_against_what_is_booked_and_what_came_before_in_the_list()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var first = Buy(Linear, 1, 100);
        Assert.Equal([FillVerdict.Booked, FillVerdict.Duplicate, FillVerdict.Conflict], Book(ledgers, first, first, first with { Price = 101 }));
        Assert.Equal(
            [FillVerdict.Duplicate, FillVerdict.Conflict, FillVerdict.Booked],
            Book(ledgers, first, first with { Portfolio = "other" }, first with { Side = Side.Sell }));
        Assert.Equal(2, ledgers.KeyCount);
    }

    [Fact]
    public void A_refused_fill_says_why_and_leaves_its_key_free()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var prepared = ledgers.Prepare([Buy(Linear, 0, 100), Buy(Spot, 1, 100), Buy(Linear, 1, 100)]);
        Assert.Equal([FillVerdict.Refused, FillVerdict.Refused, FillVerdict.Booked], prepared.Entries.Select(e => e.Verdict));
        Assert.Contains("quantity 0", prepared.Entries[0].Reason, StringComparison.Ordinal);
        Assert.Contains(Spot.Id.ToString(), prepared.Entries[1].Reason, StringComparison.Ordinal);
        Assert.Null(prepared.Entries[2].Reason);
    }

    [Fact]
    public void A_fill_that_would_overflow_is_refused_also_when_late_and_does_no_harm()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var huge = Buy(Linear, 7e28m, 1, at: 20);
        Assert.Equal([FillVerdict.Booked, FillVerdict.Booked, FillVerdict.Refused],
            Book(ledgers, Buy(Linear, 1, 100, at: 10), huge, Buy(Linear, 7e28m, 1, at: 5)));
        Assert.Equal([FillVerdict.Refused, FillVerdict.Booked], Book(ledgers, Buy(Linear, 2, 7e28m, at: 30), Sell(Linear, 7e28m, 1, at: 31)));
        Assert.Equal((1m, 3), (ledgers.All.Single().State.Quantity, ledgers.KeyCount));
    }

    [Fact]
    public void A_late_fill_is_judged_where_it_belongs_and_not_at_the_end()
    {
        // At the end the position is flat and would take it; between the two it makes −10e28.
        var ledgers = new InstrumentLedgers(Linear);
        Book(ledgers, Sell(Linear, 5e28m, 1, at: 10), Buy(Linear, 5e28m, 1, at: 20));
        Assert.Equal([FillVerdict.Refused, FillVerdict.Booked], Book(ledgers, Sell(Linear, 5e28m, 1, at: 15), Sell(Linear, 5e28m, 1, at: 25)));
        Assert.Equal(-5e28m, ledgers.All.Single().State.Quantity);
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
    public void Committing_twice_and_replaying_a_known_fill_change_nothing()
    {
        var ledgers = new InstrumentLedgers(Linear);
        var prepared = ledgers.Prepare([Buy(Linear, 1, 100)]);
        ledgers.Commit(prepared);
        var hash = ledgers.StateHash();
        ledgers.Commit(prepared);
        Assert.Equal(FillVerdict.Duplicate, ledgers.Replay(Buy(Linear, 1, 100)));
        Assert.Equal(hash, ledgers.StateHash());
    }

    [Theory]
    [InlineData(ContractKind.Spot)]
    [InlineData(ContractKind.Linear)]
    [InlineData(ContractKind.Inverse)]
    public void Any_arrival_order_with_repeats_gives_the_state_of_the_ordered_fills(ContractKind kind)
    {
        var terms = new[] { Spot, Linear, Inverse }.Single(t => t.Kind == kind);
        Histories(terms).Sample((fills, arrivals) =>
        {
            var ledgers = new InstrumentLedgers(terms);
            var verdicts = new List<FillVerdict>();
            foreach (var batch in arrivals.Select(i => fills[i % fills.Length]).Concat(fills).Chunk(7))
            {
                verdicts.AddRange(Book(ledgers, batch));
            }

            var replayed = new InstrumentLedgers(terms);
            foreach (var fill in fills.Reverse())
            {
                replayed.Replay(fill);
            }

            Assert.Equal(fills.Length, verdicts.Count(v => v == FillVerdict.Booked));
            Assert.Equal(arrivals.Length, verdicts.Count(v => v == FillVerdict.Duplicate));
            Assert.Equal(replayed.StateHash(), ledgers.StateHash());
            foreach (var ledger in ledgers.All)
            {
                var own = fills.Where(f => f.Account == ledger.Account && f.Portfolio == ledger.Portfolio);
                Assert.Equal(NaiveFold(own, terms).StateHash(), ledger.State.StateHash());
            }
        });
    }

    [Theory]
    [InlineData(ContractKind.Linear)]
    [InlineData(ContractKind.Inverse)]
    public void Realised_and_unrealised_profit_are_exactly_the_cash_and_the_position_at_the_mark(ContractKind kind)
    {
        var terms = kind == ContractKind.Linear ? Linear : Inverse;
        Histories(terms).Sample((fills, _) =>
        {
            var state = NaiveFold(fills, terms);
            var cash = fills.Sum(f => -(int)f.Side * f.Quantity * terms.Contract.At(f.Price));
            var total = cash + (fills.Sum(f => (int)f.Side * f.Quantity) * terms.Contract.At(61.7m));
            Assert.Equal(total, state.Realized + state.Unrealized(61.7m, terms.Contract));
        });
    }

    private static Gen<(Fill[], int[])> Histories(Instrument terms) => Gen.Select(
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 2], Gen.Bool, Gen.Int[1, 300], Gen.Int[1, 9_999], Gen.Int[0, 3])
            .Select((time, sequence, buy, quantity, price, owner) => (time, sequence, buy, quantity, price, owner))
            .Array[1, 40]
            .Select(drawn => drawn.Select((d, i) => (d.buy ? Buy(terms, d.quantity / 100m, d.price / 10m) : Sell(terms, d.quantity / 100m, d.price / 10m)) with
            {
                TradeId = $"t{(i * 7) % 41}", VenueTime = new(d.time), VenueSequence = d.sequence,
                Account = d.owner % 2 == 0 ? "a" : "b", Portfolio = d.owner < 2 ? "mm" : "hedge",
                Fee = d.price / 1_000_000m, FeeAsset = d.owner switch { 0 => null, 1 => terms.Base, 2 => "BNB", _ => terms.Settle },
            }).ToArray()),
        Gen.Int[0, 1_000].Array[0, 60]);

    /// <summary>Sorts by the written rule and folds from nothing, average cost kept as lots that are all alike.</summary>
    private static LedgerState NaiveFold(IEnumerable<Fill> fills, Instrument terms)
    {
        decimal quantity = 0, cost = 0, realized = 0, fees = 0;
        var state = LedgerState.Empty;
        foreach (var fill in fills.OrderBy(f => f.VenueTime).ThenBy(f => f.VenueSequence)
            .ThenBy(f => f.Account, StringComparer.Ordinal).ThenBy(f => f.TradeId, StringComparer.Ordinal).ThenBy(f => f.Side))
        {
            var left = (int)fill.Side * fill.Quantity;
            var value = terms.Contract.At(fill.Price);
            if (fill.FeeAsset is { } asset && asset != terms.Settle)
            {
                var isInventory = asset == terms.Base && terms.Kind == ContractKind.Spot;
                left -= isInventory ? fill.Fee : 0;
                fees += isInventory ? fill.Fee * fill.Price : 0;
                state = isInventory ? state : state with
                {
                    FeesUnconverted = state.FeesUnconverted.SetItem(asset, state.FeesUnconverted.GetValueOrDefault(asset) + fill.Fee),
                };
            }
            else
            {
                fees += fill.Fee;
            }

            if (quantity * left < 0)
            {
                var closed = Math.Abs(left) < Math.Abs(quantity) ? -left : quantity;
                var share = closed == quantity ? cost : decimal.Round(cost * (closed / quantity), 18);
                realized += (closed * value) - share;
                (quantity, cost, left) = (quantity - closed, cost - share, left + closed);
            }

            (quantity, cost) = (quantity + left, cost + (left * value));
            state = state with { Fills = state.Fills + 1, LastFillAt = fill.VenueTime };
        }

        return state with { Quantity = quantity, OpenCost = cost, Realized = realized, Fees = fees };
    }
}
