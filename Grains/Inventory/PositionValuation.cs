using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Inventory;

/// <summary>What an instrument's ledgers are valued at, and the views that follow.</summary>
internal sealed class PositionValuation(MarketClock clock, Marks marks)
{
    internal Marks Marks => marks;

    internal PositionView View(Ledger ledger, Instrument terms)
    {
        var state = ledger.State;
        var now = clock.Now;
        var (mark, source) = marks.Choose(now);
        var (average, unrealized, total, reason) = Value(state, terms, mark);
        return new()
        {
            Instrument = terms.Id,
            Account = ledger.Account,
            Portfolio = ledger.Portfolio,
            Quantity = state.Quantity,
            OpenCost = state.OpenCost,
            AverageEntry = average,
            Realized = state.Realized,
            Unrealized = unrealized,
            Fees = state.Fees,
            FeesUnconverted = state.FeesUnconverted,
            Funding = state.Funding,
            Total = total,
            Reason = reason,
            Mark = mark?.Price,
            MarkSource = source,
            MarkTime = mark?.AsOf,
            MarkAge = mark?.Age(now),
            Settle = terms.Settle,
            Contract = terms.Contract,
            Fills = state.Fills,
            LastFillAt = state.LastFillAt,
            StateHash = state.StateHash(),
        };
    }

    /// <summary>Nothing here may throw: a fill that is journaled must be shown, even if its figures are past what decimal holds.</summary>
    private (decimal? Average, decimal? Unrealized, decimal? Total, string? Reason) Value(LedgerState state, Instrument terms, MarkPrice? mark)
    {
        decimal? average = null;
        decimal? unrealized = null;
        try
        {
            average = state.AverageEntry(terms.Contract);
            if (state.Quantity != 0 && mark is null)
            {
                return (average, null, null, marks.Missing(clock.Now));
            }

            unrealized = state.Quantity == 0 ? 0m : state.Unrealized(mark!.Value.Price, terms.Contract);
            return state.FeesUnconverted.Count > 0
                ? (average, unrealized, null, $"no rate for fees in {string.Join(", ", state.FeesUnconverted.Keys)}")
                : (average, unrealized, state.Realized + unrealized - state.Fees + state.Funding, null);
        }
        catch (OverflowException)
        {
            return (average, unrealized, null, $"value of {state.Quantity} at {mark?.Price} is past what decimal holds");
        }
    }
}
