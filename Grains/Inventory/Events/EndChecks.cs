using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Compares the stored end of a journal with this activation's own every ten seconds, so that a loss is found and repaired without waiting for the next event.</summary>
internal sealed class EndChecks(InstrumentId instrument, LedgerJournal journal, ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private long _checked = journal.Time.GetTimestamp();

    /// <summary>Whether a check is due; then the next one is due ten seconds from now.</summary>
    internal bool TakeDue()
    {
        if (!journal.IsOpen || journal.Time.GetElapsedTime(_checked) < Every)
        {
            return false;
        }

        _checked = journal.Time.GetTimestamp();
        return true;
    }

    /// <summary>Writes an entry when the stored end is not this activation's own, which fails if the store has lost entries or another activation has written.</summary>
    internal async Task Run(CancellationToken cancellationToken)
    {
        var isStored = true;
        try
        {
            isStored = !journal.IsOpen || await journal.IsEndStored(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A store that does not answer says nothing about what it holds; the next check asks again.
            WriterLog.NotChecked(logger, e, instrument);
        }

        if (!isStored)
        {
            await journal.ProveEnd(cancellationToken);
        }
    }
}
