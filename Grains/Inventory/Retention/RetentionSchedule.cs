using Ballast.Grains.Inventory.Events;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>When an inventory looks after its journal's oldest segments: in the background, at most once a minute.</summary>
internal sealed partial class RetentionSchedule(
    InstrumentId instrument, IJournalStore store, LedgerJournal journal, InventoryWriter writer, TimeSpan retain, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>A look that reads the whole journal and finds nothing to do is not repeated soon.</summary>
    private static readonly TimeSpan AfterNothing = TimeSpan.FromHours(1);

    private readonly JournalRetention _retention = new(instrument, store, retain);
    private Task _looking = Task.CompletedTask;
    private Instant _next;
    private int _offered = -1;

    /// <summary>Starts a look when one is due; never waits for it.</summary>
    internal void Tick(Instant now)
    {
        // What was offered is written with the next segment; there is nothing to see before.
        if (now >= _next && _looking.IsCompleted && journal.IsOpen && journal.Segment != _offered)
        {
            _next = now + Every;
            _looking = Look(now);
        }
    }

    /// <summary>Completes when the look under way has ended.</summary>
    internal Task Drain() => _looking;

    private async Task Look(Instant now)
    {
        try
        {
            journal.WatchTouches();
            var step = await Task.Run(() => _retention.Look(now, stopping), stopping);
            if (step.Below > 0)
            {
                await writer.Drop(step);
            }
            else if (step.Checkpoint is { } text)
            {
                journal.Offer(text);
                _offered = journal.Segment;
            }
            else
            {
                _next = now + AfterNothing;
            }
        }
        catch (OperationCanceledException)
        {
            // The activation ends; the next one looks again.
        }
        catch (Exception e)
        {
            _next = now + AfterNothing;
            NotDropped(logger, e, instrument);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: old journal segments stay where they are")]
    private static partial void NotDropped(ILogger logger, Exception exception, InstrumentId instrument);
}
