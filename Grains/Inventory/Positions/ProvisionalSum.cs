using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Inventory.Marks;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Running sum of the provisional mids of one ledger's pending fills. A mid or a fill costs the same however many fills are pending.</summary>
internal sealed class ProvisionalSum
{
    private PendingFills? _fills;
    private Instrument? _terms;
    private long _version;
    private long _revision;

    // Up to the last fill whose mid no later mid can change, and up to the last fill.
    private (ProvisionalMids Mids, LedgerEntry? Last) _certain;
    private (ProvisionalMids Mids, LedgerEntry? Last) _all;

    /// <summary>The sum with the mids known now.</summary>
    internal ProvisionalMids Of(PendingFills fills, InstrumentLedgers ledgers, InstrumentMarket market)
    {
        if (!ReferenceEquals(fills, _fills) || fills.Version != _version || !ReferenceEquals(ledgers.Terms, _terms))
        {
            (_fills, _version, _terms) = (fills, fills.Version, ledgers.Terms);
            _certain = _all = default;
        }

        if (market.Revision != _revision)
        {
            (_revision, _all) = (market.Revision, _certain);
        }

        foreach (var entry in fills.After(_all.Last))
        {
            var isCertain = ReferenceEquals(_all.Last, _certain.Last) && entry.Position.Time < market.Mids.ConfirmedTo;
            _all = (Add(_all.Mids, entry, ledgers, market), entry);
            if (isCertain)
            {
                _certain = _all;
            }
        }

        return _all.Mids;
    }

    /// <summary>The sum of fills up to a time, for a past second.</summary>
    internal static ProvisionalMids UpTo(Instant time, PendingFills fills, InstrumentLedgers ledgers, InstrumentMarket market) =>
        fills.After(null).TakeWhile(entry => entry.Position.Time <= time).Aggregate(default(ProvisionalMids), (mids, entry) => Add(mids, entry, ledgers, market));

    private static ProvisionalMids Add(ProvisionalMids mids, LedgerEntry entry, InstrumentLedgers ledgers, InstrumentMarket market) =>
        entry is { Event: Fill fill, Facts.Knowledge: MidKnowledge.Pending }
            ? mids.With(
                fill.InventoryChange(ledgers.Terms),
                ledgers.ContractAt(entry.Position),
                fill.Price,
                market.Mids.PreviousTick(fill.VenueTime) is { } mid ? MarkPrice.From(mid, fill.VenueTime)?.Price : null)
            : mids;
}
