using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;

namespace Ballast.Grains.Inventory;

/// <summary>What an instrument's ledgers are valued at, and the views that follow.</summary>
/// <remarks>Policy: the venue's own mark, else the mid of its live book; each only while young enough.</remarks>
internal sealed class PositionValuation(MarketClock clock, TimeSpan maxAge)
{
    private MarkPrice? _exchange;
    private MarkPrice? _mid;

    internal void TakeExchangeMark(double price, Instant asOf) => _exchange = MarkPrice.From(price, asOf) ?? _exchange;

    /// <summary>A mid that held at <paramref name="asOf"/>; without one the last is kept until it is too old.</summary>
    internal void TakeMid(double mid, Instant asOf) => _mid = MarkPrice.From(mid, asOf) ?? _mid;

    internal PositionView View(Ledger ledger, Instrument terms)
    {
        var state = ledger.State;
        var (mark, source) = Choose();
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
                return (average, null, null, NoMark());
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

    private (MarkPrice? Mark, MarkSource Source) Choose()
    {
        var now = clock.Now;
        return _exchange?.Fresh(now, maxAge) is { } exchange ? (exchange, MarkSource.Exchange)
            : _mid?.Fresh(now, maxAge) is { } mid ? (mid, MarkSource.Mid)
            : (null, MarkSource.None);
    }

    private string NoMark()
    {
        var newest = (_exchange, _mid) switch
        {
            ({ } exchange, { } mid) => exchange.AsOf >= mid.AsOf ? exchange : mid,
            ({ } exchange, null) => exchange,
            (null, { } mid) => mid,
            _ => (MarkPrice?)null,
        };
        return newest is { } old
            ? $"newest mark is {old.Age(clock.Now).TotalSeconds:0} s old, more than {maxAge.TotalSeconds:0} s"
            : "no mark yet";
    }
}
