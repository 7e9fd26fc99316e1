using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>States of an inventory's ledgers at past times: those kept, those that the ledgers in memory reach, and others from the journal.</summary>
internal sealed class LedgerPast(LedgerJournal journal)
{
    /// <summary>States after every event up to each of some times. Times of which only a checkpoint is retained are absent.</summary>
    /// <exception cref="OperationCanceledException">The inventory has ended.</exception>
    internal async Task<IReadOnlyDictionary<Instant, FoldState>> StatesAt(IReadOnlyCollection<Instant> times)
    {
        var found = new Dictionary<Instant, FoldState>();
        foreach (var at in times)
        {
            if (journal.Folded.StateAt(at) is { } state)
            {
                found[at] = state;
            }
        }

        Instant[] missing = [.. times.Where(at => !found.ContainsKey(at) && !(at < journal.Floor))];
        if (missing.Length > 0)
        {
            var states = (await journal.Refold(missing)).States;
            foreach (var at in missing.Where(states.ContainsKey))
            {
                found[at] = states[at];
            }
        }

        return found;
    }

    /// <summary>Keeps the states at the ends of days up to a time, while the ledgers in memory reach back to them.</summary>
    internal void KeepDayEnds(Instant upTo)
    {
        foreach (var at in journal.Folded.Past.Missing(upTo))
        {
            _ = journal.Folded.StateAt(at);
        }
    }

    /// <summary>Ledgers that can give the state at a time; those in memory when no time is given.</summary>
    internal async Task<InstrumentLedgers> LedgersBackTo(Instant? time, CancellationToken cancellationToken) =>
        time is not { } at || journal.Ledgers.At(at) is not null ? journal.Ledgers : (await journal.RefoldBackTo(at).WaitAsync(cancellationToken)).Ledgers.Ledgers;
}
