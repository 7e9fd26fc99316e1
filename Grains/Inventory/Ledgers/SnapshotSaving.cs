namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Saves an inventory's state beside its journal now and then. A snapshot only saves reading; nothing rests on it.</summary>
/// <param name="instrument">Whose.</param>
/// <param name="stored">Where snapshots are kept.</param>
/// <param name="journal">Whose state.</param>
/// <param name="every">Journal entries after which the next is saved.</param>
/// <param name="logger">Told when one could not be saved.</param>
internal sealed partial class SnapshotSaving(
    InstrumentId instrument, IPersistentState<InventorySnapshot> stored, LedgerJournal journal, int every, ILogger logger)
{
    private Task _saving = Task.CompletedTask;

    /// <summary>Completes when the save under way has ended.</summary>
    internal Task Settled => _saving;

    /// <summary>Starts to save when enough was journaled since the last snapshot; never waits for it.</summary>
    internal void SaveIfDue()
    {
        if (_saving.IsCompleted && journal.IsWhole && journal.Length - journal.SnapshotLength >= every)
        {
            _saving = Save();
        }
    }

    /// <summary>Saves whatever was journaled since the last snapshot.</summary>
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
            // Whatever the store's fault, the next activation only reads more of the journal.
            NotSaved(logger, e, instrument);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the snapshot was not saved; the next activation reads more of the journal")]
    private static partial void NotSaved(ILogger logger, Exception exception, InstrumentId instrument);
}
