using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Drops old segments of a journal in two steps, between which a snapshot is saved.</summary>
internal sealed class SegmentDrops(InstrumentId instrument, LedgerJournal journal, ILogger logger)
{
    /// <summary>Whether the first step is done and the second must follow.</summary>
    internal bool IsPrepared { get; private set; }

    /// <summary>Goes over to a verified checkpoint and logs the voids whose fill can no longer arrive, or drops the segments that it replaces.</summary>
    internal async Task<WriteOutcome> Run(RetentionStep step, CancellationToken cancellationToken)
    {
        if (IsPrepared)
        {
            await StoreAnswers.Repeat(() => journal.FinishDrop(cancellationToken), journal.Time, cancellationToken);
            IsPrepared = false;
            WriterLog.Dropped(logger, instrument, step.Below, step.UpTo);
            return new(WriteStep.Nothing);
        }

        var before = journal.Floor;
        IsPrepared = await StoreAnswers.Repeat(() => journal.PrepareDrop(step, cancellationToken), journal.Time, cancellationToken);
        if (!IsPrepared)
        {
            return new(WriteStep.Nothing);
        }

        foreach (var open in journal.Ledgers.OpenVoids)
        {
            if (open.FaultBelow(step.UpTo) is { } reason && (before is not { } last || open.LatestFillTime > last))
            {
                WriterLog.Lapsed(logger, instrument, open.Account, reason);
            }
        }

        return new(WriteStep.DropPrepared);
    }
}
