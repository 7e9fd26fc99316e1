using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Computes an inventory's positions and posts them, with closed values and late events, to the silo's outbox.</summary>
internal sealed class PositionPosting(
    InstrumentId instrument, LedgerJournal journal, PositionValuation valuation, ValueClosing closing, PositionOutbox outbox)
{
    private readonly Dictionary<string, PositionPush> _posted = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Posts the current position of every portfolio; does nothing while there are no ledgers.</summary>
    internal void Post()
    {
        if (!journal.IsLoaded)
        {
            return;
        }

        foreach (var portfolio in journal.Ledgers.All.Select(ledger => ledger.Portfolio).Distinct(StringComparer.Ordinal))
        {
            var (closed, late) = closing.TakeUnsent(portfolio);
            var push = _posted[portfolio] = Of(portfolio)!;
            outbox.Post(portfolio, closed.Length + late.Length == 0 ? push : push with { Closed = closed, Late = late });
        }
    }

    /// <summary>The last posted position, or the current one if more events were booked since. All callers of a group get the same position.</summary>
    internal PositionPush? Newest(string portfolio) =>
        _posted.TryGetValue(portfolio, out var push) && push.JournalLength == journal.Length ? push : Of(portfolio);

    /// <summary>A portfolio's current position; <see langword="null"/> when it has no ledger here.</summary>
    internal PositionPush? Of(string portfolio)
    {
        var ledgers = journal.IsLoaded ? journal.Ledgers.Of(portfolio).ToArray() : [];
        return ledgers.Length == 0
            ? null
            : new()
            {
                Instrument = instrument,
                Epoch = journal.Epoch,
                Version = ++_version,
                JournalLength = journal.Length,
                Settle = journal.Ledgers.Terms.Settle,
                Positions = [.. ledgers.Select(ledger => valuation.View(ledger, journal.Ledgers))],
            };
    }
}
