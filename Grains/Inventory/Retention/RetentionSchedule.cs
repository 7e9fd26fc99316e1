using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Decides when an inventory checks its oldest journal segments: in the background, at most once a minute.</summary>
/// <remarks>It offers checkpoints to the journal itself, but only returns the segments to drop, because the owner does all writing.</remarks>
internal sealed partial class RetentionSchedule(
    InstrumentId instrument, JournalRetention retention, LedgerJournal journal, RetentionTurns turns, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Pause after a check that found nothing to do, because a check reads the whole journal.</summary>
    private static readonly TimeSpan AfterNothing = TimeSpan.FromHours(1);

    private Task<RetentionStep> _check = Task.FromResult(default(RetentionStep));
    private Instant _next;
    private int _offered = -1;

    /// <summary>Completes when the current check has ended.</summary>
    internal Task Settled => _check;

    /// <summary>Starts a check when one is due, without waiting for it. Returns the segments to drop once after a check found them; otherwise <see langword="null"/>.</summary>
    /// <remarks>Do not call again before the drop has ended: the next check resets the record of writes made during the last one.</remarks>
    internal RetentionStep? Tick(Instant now)
    {
        if (!_check.IsCompleted)
        {
            return null;
        }

        if (_check.Result is { Below: > 0 } found)
        {
            _check = Task.FromResult(default(RetentionStep));
            return found;
        }

        // An offered checkpoint is written when the next segment begins, so a check before that finds nothing.
        if (now >= _next && journal.IsOpen && journal.Segment != _offered)
        {
            _next = now + Every;
            _check = Check(now);
        }

        return null;
    }

    private async Task<RetentionStep> Check(Instant now)
    {
        try
        {
            journal.ResetEarliestChange();
            var step = await turns.Run(() => retention.FindStep(now, stopping), stopping);
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
            // The activation ends, and the next one checks again.
            return default;
        }
        catch (Exception e)
        {
            // A journal that cannot be read or verified, whatever the reason, keeps all its segments; the log gives the reason.
            _next = now + AfterNothing;
            NotDropped(logger, e, instrument);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: old journal segments are kept because they could not be verified")]
    private static partial void NotDropped(ILogger logger, Exception exception, InstrumentId instrument);
}
