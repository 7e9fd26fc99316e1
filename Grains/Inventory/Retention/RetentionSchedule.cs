using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>When an inventory looks after its journal's oldest segments: in the background, at most once a minute.</summary>
/// <remarks>It offers checkpoints to the journal by itself; what may be dropped it only answers, since dropping is a write of the owner's.</remarks>
internal sealed partial class RetentionSchedule(
    InstrumentId instrument, JournalRetention retention, LedgerJournal journal, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>A look that reads the whole journal and finds nothing to do is not repeated soon.</summary>
    private static readonly TimeSpan AfterNothing = TimeSpan.FromHours(1);

    private Task<RetentionStep> _looking = Task.FromResult(default(RetentionStep));
    private Instant _next;
    private int _offered = -1;

    /// <summary>Completes when the look under way has ended.</summary>
    internal Task Settled => _looking;

    /// <summary>Starts a look when one is due, and never waits for it. Answers once what a look has found to drop; <see langword="null"/> for nothing.</summary>
    /// <remarks>Not to be called again before the drop is done or has failed: the next look forgets what was written during the last.</remarks>
    internal RetentionStep? Tick(Instant now)
    {
        if (!_looking.IsCompleted)
        {
            return null;
        }

        if (_looking.Result is { Below: > 0 } found)
        {
            _looking = Task.FromResult(default(RetentionStep));
            return found;
        }

        // What was offered is written with the next segment; there is nothing to see before.
        if (now >= _next && journal.IsOpen && journal.Segment != _offered)
        {
            _next = now + Every;
            _looking = Look(now);
        }

        return null;
    }

    private async Task<RetentionStep> Look(Instant now)
    {
        try
        {
            journal.WatchTouches();
            var step = await Task.Run(() => retention.Look(now, stopping), stopping);
            if (step.Checkpoint is { } text)
            {
                journal.Offer(text);
                _offered = journal.Segment;
            }
            else if (step.Below == 0)
            {
                _next = now + AfterNothing;
            }

            return step;
        }
        catch (OperationCanceledException)
        {
            // The activation ends; the next one looks again.
            return default;
        }
        catch (Exception e)
        {
            // A journal that cannot be read or verified is kept whole, whatever the fault; the log says why.
            _next = now + AfterNothing;
            NotDropped(logger, e, instrument);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: old journal segments stay where they are")]
    private static partial void NotDropped(ILogger logger, Exception exception, InstrumentId instrument);
}
