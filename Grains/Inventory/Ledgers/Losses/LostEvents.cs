using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers.Losses;

/// <summary>Stores acknowledged events again that the store has lost.</summary>
internal static class LostEvents
{
    /// <summary>Maximum number of annotations in one journal entry.</summary>
    private const int MaxPerEntry = 5_000;

    /// <summary>
    /// Stores again the events that an activation has in memory and its journal now lacks, after another activation has written or the
    /// store has lost entries, even all of them.
    /// </summary>
    /// <returns>Number of events stored again; when it is 0 the activation may not write any more.</returns>
    internal static async Task<int> RestoreLost(this LedgerJournal journal, InstrumentId instrument, ILogger logger, CancellationToken cancellationToken)
    {
        if (!journal.IsLoaded)
        {
            return 0;
        }

        var remembered = RememberedEvents.Of(journal.Folded);
        journal.IsRestoring = true;
        var missing = await StoreAnswers.Repeat(() => journal.Reload(cancellationToken), journal.Time, cancellationToken);
        var own = missing.Select(entry => entry.Entry).OfType<Recorded>().Select(recorded => recorded.Event);
        var isGone = !journal.IsLoaded;
        if (isGone)
        {
            journal.Start(remembered.Terms, remembered.Policy);
        }

        // Events already stored are recognised by their keys, and dropped ones by the time up to which only a checkpoint is kept.
        await StoreAnswers.Repeat(() => journal.ReloadKeys(cancellationToken), journal.Time, cancellationToken);
        var prepared = journal.Ledgers.Prepare([.. remembered.Events, .. own], StampRange.All with { Floor = journal.Floor });
        if (prepared.Booked.Count > 0)
        {
            await journal.Open(cancellationToken);
            var first = await journal.Book(prepared, cancellationToken);
            foreach (var known in remembered.Annotations(prepared.Booked, first).Chunk(MaxPerEntry))
            {
                await journal.Annotate(known, cancellationToken);
            }
        }

        if (isGone)
        {
            LedgerLog.ChainGone(logger, instrument, remembered.Folded);
        }

        journal.Restored(missing);
        return prepared.Booked.Count;
    }
}
