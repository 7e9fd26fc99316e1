using Orleans.Storage;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Saves snapshots of an inventory. They only shorten the next load; no figure depends on them.</summary>
/// <param name="instrument">Instrument of the inventory.</param>
/// <param name="stored">Store of the snapshot.</param>
/// <param name="journal">Ledgers to save.</param>
/// <param name="every">Number of journal entries between snapshots.</param>
/// <param name="logger">Logs a snapshot that could not be saved.</param>
internal sealed partial class SnapshotSaving(
    InstrumentId instrument, IPersistentState<InventorySnapshot> stored, LedgerJournal journal, int every, ILogger logger)
{
    private const int RetriesPerSnapshot = 20;

    private Task _saving = Task.CompletedTask;
    private long _next;

    /// <summary>Completes when the current save has ended.</summary>
    internal Task Settled => _saving;

    /// <summary>Starts a save when enough entries were journaled since the last snapshot; does not wait for it. After a failure it waits for further entries.</summary>
    internal void SaveIfDue()
    {
        if (journal.Length >= Math.Max(journal.SnapshotLength + every, _next))
        {
            SaveSoon();
        }
    }

    /// <summary>Starts a save unless one is under way; does not wait for it.</summary>
    internal void SaveSoon()
    {
        if (_saving.IsCompleted && journal.IsWhole)
        {
            _saving = Save();
        }
    }

    /// <summary>Saves a snapshot of the state as it is now.</summary>
    internal async Task SaveNow()
    {
        await _saving;
        SaveSoon();
        await _saving;
    }

    /// <summary>Saves a snapshot if anything was journaled or other states at past times are kept since the last one.</summary>
    internal async Task SaveRest()
    {
        await _saving;
        if (journal.IsLoaded && journal.IsWhole && (journal.Length > journal.SnapshotLength || KeepsOthers))
        {
            await Save();
        }
    }

    private bool KeepsOthers => !journal.Folded.Past.SavedTimes.SequenceEqual(stored.State.Past.Select(kept => kept.At));

    private async Task Save()
    {
        try
        {
            var snapshot = journal.Snapshot();
            await Write(snapshot);
            journal.Saved(snapshot);
        }
        catch (Exception e)
        {
            // After any failure of the store the next activation reads more of the journal, and nothing is lost.
            _next = journal.Length + Math.Max(1, every / RetriesPerSnapshot);
            NotSaved(logger, e, instrument);
        }
    }

    private async Task Write(InventorySnapshot snapshot)
    {
        stored.State = snapshot;
        try
        {
            await stored.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            await WriteOver(snapshot);
        }
    }

    /// <summary>
    /// Writes over what is stored, which differs from what this activation knows: the answer to an earlier save was lost, or another
    /// activation has saved. The journal says who owns the inventory, so the snapshot that covers more entries stays.
    /// </summary>
    private async Task WriteOver(InventorySnapshot snapshot)
    {
        await stored.ReadStateAsync();
        if (stored.State.Position.Number > snapshot.Position.Number)
        {
            throw new InconsistentStateException($"{instrument}: another activation has saved a snapshot of {stored.State.Position.Number} entries, this one has {snapshot.Position.Number}.");
        }

        stored.State = snapshot;
        await stored.WriteStateAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the snapshot was not saved; the next activation reads more of the journal")]
    private static partial void NotSaved(ILogger logger, Exception exception, InstrumentId instrument);
}
