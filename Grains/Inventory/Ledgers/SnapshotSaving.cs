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
    private Task _saving = Task.CompletedTask;

    /// <summary>Completes when the current save has ended.</summary>
    internal Task Settled => _saving;

    /// <summary>Starts a save when enough entries were journaled since the last snapshot; does not wait for it.</summary>
    internal void SaveIfDue()
    {
        if (_saving.IsCompleted && journal.IsWhole && journal.Length - journal.SnapshotLength >= every)
        {
            _saving = Save();
        }
    }

    /// <summary>Saves a snapshot if anything was journaled since the last one.</summary>
    internal async Task SaveRest()
    {
        await _saving;
        if (journal.IsLoaded && journal.IsWhole && journal.Length > journal.SnapshotLength)
        {
            await Save();
        }
    }

    private async Task Save()
    {
        try
        {
            stored.State = journal.Snapshot();
            await stored.WriteStateAsync();
        }
        catch (Exception e)
        {
            // After any failure of the store the next activation reads more of the journal, and nothing is lost.
            NotSaved(logger, e, instrument);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the snapshot was not saved; the next activation reads more of the journal")]
    private static partial void NotSaved(ILogger logger, Exception exception, InstrumentId instrument);
}
