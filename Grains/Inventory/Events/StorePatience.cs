using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Waits for steps of the writer. When the store is silent for long, the callers that wait are told to send their events again, while the step goes on.</summary>
/// <remarks>
/// Only a write that the store has not confirmed counts, with all its tries. A step may take longer: it may make several writes, each of which
/// shows that the store answers, or read the journal.
/// </remarks>
/// <param name="instrument">Instrument of the inventory.</param>
/// <param name="journal">Journal that is written.</param>
/// <param name="pending">Writes that wait.</param>
/// <param name="patience">Longest time for a write.</param>
/// <param name="logger">Logs when events are refused and when they are taken again.</param>
internal sealed class StorePatience(InstrumentId instrument, LedgerJournal journal, PendingWrites pending, TimeSpan patience, ILogger logger)
{
    /// <summary>Waits until a step has ended or the store is silent for too long.</summary>
    /// <param name="step">The step.</param>
    /// <param name="current">Gives what the step writes.</param>
    internal async Task Await(Task step, Func<PendingWrite?> current)
    {
        while (!step.IsCompleted)
        {
            var left = patience - (journal.Unconfirmed ?? TimeSpan.Zero);
            if (left <= TimeSpan.Zero)
            {
                Pause(current());
                return;
            }

            // Rounded up, because timers count milliseconds.
            await step.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), journal.Time)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes events again after a step.</summary>
    internal void Resume()
    {
        if (pending.IsRefusing && !pending.IsClosed)
        {
            WriterLog.Resumed(logger, instrument);
            pending.Resume();
        }
    }

    private void Pause(PendingWrite? current)
    {
        var refusal = $"{instrument}: the journal's store has not confirmed a write for {patience}; the events may be sent again.";
        WriterLog.Paused(logger, instrument, patience, pending.Waiting);
        if (current is not EventGroup { Origin: Origin.Own })
        {
            current?.Fail(new InventoryBusyException(refusal));
        }

        pending.Pause(refusal);
    }
}
