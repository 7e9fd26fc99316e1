using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Makes an inventory's positions and hands them, with what has closed, to the outbox of the silo.</summary>
internal sealed class PositionPosting(
    InstrumentId instrument, LedgerJournal journal, PositionValuation valuation, ValueClosing closing, PositionOutbox outbox)
{
    private readonly Dictionary<string, PositionPush> _posted = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Posts every portfolio's position of now; does nothing while there are no ledgers.</summary>
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

    /// <summary>The position posted last, or one of now if more has been booked since: callers of one group get the same position.</summary>
    internal PositionPush? Newest(string portfolio) =>
        _posted.TryGetValue(portfolio, out var push) && push.JournalLength == journal.Length ? push : Of(portfolio);

    /// <summary>A portfolio's position of now; <see langword="null"/> when it holds no ledger here.</summary>
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
