using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Ledger;

[Trait("check", "vectors")]
public sealed class LedgerVectorTests
{
    [Fact]
    public void Every_reference_vector_holds_under_all_cost_methods() => VectorCases.Check("pnl_accounting.json", _ => true, vector =>
    {
        var terms = LedgerVector.Terms(vector.GetProperty("instrument"));
        Assert.Null(terms.Fault());
        var ledgers = new InstrumentLedgers(terms);
        LedgerEvent[] events = [.. LedgerVector.Events(vector, terms, "mm")];
        var prepared = ledgers.Prepare(events, StampRange.All);
        ledgers.Commit(prepared, 1);

        var expected = vector.GetProperty("expected");
        Assert.Equal(expected.GetProperty("duplicates_ignored").GetInt32(), prepared.Entries.Count(e => e.Outcome == FillOutcome.Duplicate));
        Assert.Equal(expected.GetProperty("conflicts_rejected").GetInt32(), prepared.Entries.Count(e => e.Outcome == FillOutcome.Conflict));
        Assert.Equal(expected.GetProperty("invalid_rejected").GetInt32(), prepared.Entries.Count(e => e.Outcome == FillOutcome.Refused));

        var state = ledgers.All.SingleOrDefault()?.State ?? LedgerState.Empty;
        var mark = vector.GetProperty("mark").Amount();
        VectorCases.Exact(expected.GetProperty("position_qty"), state.Quantity, "position");
        CheckMethod("average", state.Realized, state.OpenCost, null);
        CheckMethod("fifo", state.Fifo.Realized, state.Fifo.OpenCost, state.Fifo.Lots);
        CheckMethod("lifo", state.Lifo.Realized, state.Lifo.OpenCost, state.Lifo.Lots);

        VectorCases.Assets(expected.GetProperty("fees_by_asset"), state.FeesByAsset);
        VectorCases.Assets(expected.GetProperty("fees_unconverted"), state.FeesUnconverted);
        VectorCases.Near(expected.GetProperty("fees_settle"), state.Fees, "fees");
        VectorCases.Near(expected.GetProperty("funding"), state.Funding, "funding");
        var gross = state.Realized + state.Unrealized(mark, terms.Contract);
        VectorCases.Near(expected.GetProperty("net_total"), state.FeesUnconverted.Count > 0 ? null : gross - state.Fees + state.Funding, "net total");

        void CheckMethod(string method, decimal realized, decimal openCost, IReadOnlyList<Lot>? lots)
        {
            var figures = expected.GetProperty("by_method").GetProperty(method);
            var unrealized = state.Quantity == 0 ? 0m : (state.Quantity * terms.Contract.At(mark)) - openCost;
            VectorCases.Near(figures.GetProperty("realized"), realized, $"{method} realized");
            VectorCases.Exact(figures.GetProperty("open_cost"), openCost, $"{method} open cost");
            VectorCases.Exact(figures.GetProperty("unrealized"), unrealized, $"{method} unrealized");
            VectorCases.Near(figures.GetProperty("avg_entry"), state.PriceOf(openCost, terms.Contract), $"{method} average entry");
            VectorCases.Near(expected.GetProperty("gross_total"), realized + unrealized, $"{method} gross total");
            if (lots is null || !figures.TryGetProperty("open_lots", out var open))
            {
                return;
            }

            Assert.Equal(open.GetArrayLength(), lots.Count);
            foreach (var (wanted, lot) in open.EnumerateArray().Zip(lots))
            {
                VectorCases.Exact(wanted.GetProperty("qty"), lot.Quantity, $"{method} lot");
                VectorCases.Near(wanted.GetProperty("price"), lot.Price, $"{method} lot price");
            }
        }
    });
}
