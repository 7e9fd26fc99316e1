using Ballast.Domain.Ledger;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory;

/// <summary>The one writer of an inventory's journal: books groups of events and writes down what becomes known, one after the other.</summary>
internal sealed partial class InventoryWriter(
    InstrumentId instrument, LedgerJournal journal, MarketClock clock, TimeSpan dedupe, ILogger logger, CancellationToken stopping)
{
    /// <summary>How far ahead of now a stamp may be: clocks differ.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private readonly EventQueue _queue = new();
    private readonly List<Annotation> _found = [];
    private RetentionStep? _drop;
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource? _written;
    private bool _hasFailed;

    /// <summary>Called before anything of a portfolio is booked; the portfolio then knows durably that it trades here.</summary>
    internal required Func<string, Task> Admit { get; init; }

    /// <summary>Called before the first append of an activation.</summary>
    internal required Func<Task> Open { get; init; }

    /// <summary>Called after a group was booked, or something found was applied.</summary>
    internal required Func<PreparedEvents?, IReadOnlyList<Annotation>, Task> Applied { get; init; }

    /// <summary>Called when the journal could not be written: the activation no longer knows how it ends.</summary>
    internal required Action Failed { get; init; }

    /// <summary>Whether a write has failed: nothing more is written by this activation.</summary>
    internal bool HasFailed => _hasFailed;

    internal long Duplicates { get; private set; }

    internal long Conflicts { get; private set; }

    internal long Refused { get; private set; }

    /// <summary>Counts events that were refused before they came here.</summary>
    internal void CountRefused(int count) => Refused += count;

    /// <summary>Books events; one receipt each, in order, once they are durable.</summary>
    internal Task<IReadOnlyList<FillReceipt>> Add(IReadOnlyList<LedgerEvent> events, bool isImport = false)
    {
        if (_hasFailed)
        {
            return Task.FromException<IReadOnlyList<FillReceipt>>(
                new TimeoutException($"{instrument}: the journal is being loaded anew; send the events again."));
        }

        var done = _queue.Add(events, isImport);
        Run();
        return done;
    }

    /// <summary>Writes down what has become known; nothing once writing has failed.</summary>
    internal Task Add(IReadOnlyList<Annotation> found)
    {
        if (found.Count == 0 || !journal.IsOpen || _hasFailed)
        {
            return Task.CompletedTask;
        }

        _found.AddRange(found);
        var written = _written ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        Run();
        return written.Task;
    }

    /// <summary>Drops what a verified checkpoint holds, between two groups; completes when that is done or has failed.</summary>
    internal Task Drop(RetentionStep step)
    {
        if (_hasFailed)
        {
            return Task.CompletedTask;
        }

        _drop = step;
        Run();
        return _loop;
    }

    /// <summary>Completes when everything given so far was written or has failed.</summary>
    internal Task Drain() => _loop;

    private void Run()
    {
        if (_loop.IsCompleted)
        {
            _loop = Loop();
        }
    }

    private async Task Loop()
    {
        while (!_queue.IsEmpty || _found.Count > 0 || _drop is not null)
        {
            var group = _queue.Take();
            try
            {
                if (group.Count > 0)
                {
                    await Book(group);
                }

                if (_found.Count > 0)
                {
                    await Annotate();
                }

                if (_drop is { } step)
                {
                    _drop = null;
                    await Drop(step, journal.Floor);
                }
            }
            catch (Exception e)
            {
                NotRecorded(logger, e, instrument, group.Sum(request => request.Events.Count));
                var unknown = new TimeoutException($"{instrument}: the events were not acknowledged and may be sent again: {e.Message}");
                _hasFailed = true;
                if (e is JournalFencedException)
                {
                    await RestoreLost();
                }

                // Whatever was stored, a new activation reads it; this one no longer knows.
                _found.Clear();
                _drop = null;
                Interlocked.Exchange(ref _written, null)?.TrySetResult();
                Failed();

                // Told last: whoever sends again at once then meets the new activation.
                group.ForEach(request => request.Done.TrySetException(unknown));
                _queue.Fail(unknown);
                return;
            }
        }
    }

    private async Task Drop(RetentionStep step, Instant? before)
    {
        if (!await journal.Drop(step, stopping))
        {
            return;
        }

        Dropped(logger, instrument, step.Below, step.UpTo);
        foreach (var open in journal.Ledgers.OpenVoids)
        {
            if (open.FaultBelow(step.UpTo) is { } reason && (before is not { } last || open.LatestFillTime > last))
            {
                Lapsed(logger, instrument, open.Account, reason);
            }
        }
    }

    private async Task RestoreLost()
    {
        try
        {
            var restored = await journal.RestoreLost(stopping);
            if (restored > 0)
            {
                Restored(logger, instrument, restored);
            }
        }
        catch (Exception e)
        {
            NotRestored(logger, e, instrument);
        }
    }

    private async Task Book(List<EventQueue.Request> group)
    {
        if (group[0].IsImport && journal.IsOpen)
        {
            await journal.LoadAllKeys(stopping);
        }

        LedgerEvent[] events = [.. group.SelectMany(request => request.Events)];
        var prepared = journal.Ledgers.Prepare(events, Stamps(group[0].IsImport));
        foreach (var portfolio in prepared.Booked.Select(e => e.Portfolio).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            try
            {
                await Admit(portfolio);
            }
            catch (Exception e)
            {
                // Nothing was written, so nothing is unknown: only these have to come again.
                NotAdmitted(logger, e, instrument, portfolio);
                var fault = new TimeoutException($"{instrument}: portfolio {portfolio} cannot be had for now; the events may be sent again: {e.Message}");
                group.ForEach(request => request.Done.TrySetException(fault));
                return;
            }
        }

        if (prepared.Booked.Count > 0)
        {
            await Open();
            await journal.Book(prepared, stopping);
            await Applied(prepared, []);
        }

        Count(prepared);
        var at = 0;
        foreach (var request in group)
        {
            var receipts = prepared.Entries.Skip(at).Take(request.Events.Count)
                .Select(entry => new FillReceipt(entry.Event.Key.Id, entry.Outcome, entry.Reason, Instead(entry.Event, entry.Outcome))).ToArray();
            at += request.Events.Count;
            request.Done.TrySetResult(receipts);
        }
    }

    private async Task Annotate()
    {
        Annotation[] found = [.. _found];
        var written = Interlocked.Exchange(ref _written, null);
        _found.Clear();
        try
        {
            await journal.Annotate(found, stopping);
            await Applied(null, found);
        }
        finally
        {
            written?.TrySetResult();
        }
    }

    /// <summary>What would do instead of a void that came too late for its fill.</summary>
    private Adjustment? Instead(LedgerEvent item, FillOutcome outcome) =>
        outcome == FillOutcome.TooOld && item is FillVoid taken && journal.Floor is { } floor ? taken.ProposedAdjustmentBelow(floor) : null;

    private StampRange Stamps(bool isImport)
    {
        var now = clock.Now;

        // A recording's clock stands wherever the books are; its own fills may be ahead of that.
        var to = clock.FollowsRecording ? StampRange.All.To : now + Ahead;
        return new(isImport ? StampRange.All.From : now - dedupe, to, journal.Floor);
    }

    private void Count(PreparedEvents prepared)
    {
        foreach (var (_, outcome, _) in prepared.Entries)
        {
            switch (outcome)
            {
                case FillOutcome.Recorded:
                    break;
                case FillOutcome.Duplicate:
                    Duplicates++;
                    break;
                case FillOutcome.Conflict:
                    Conflicts++;
                    break;
                default:
                    Refused++;
                    break;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the store had lost {Count} acknowledged events; they are stored again")]
    private static partial void Restored(ILogger logger, InstrumentId instrument, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: journal segments before {Segment} are dropped; a verified checkpoint holds everything up to {Time}")]
    private static partial void Dropped(ILogger logger, InstrumentId instrument, int segment, Instant time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: account {Account}: a void has waited in vain. {Reason}")]
    private static partial void Lapsed(ILogger logger, InstrumentId instrument, string account, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: it could not be found out whether the store has lost acknowledged events")]
    private static partial void NotRestored(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: portfolio {Portfolio} did not record that it trades here")]
    private static partial void NotAdmitted(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: {Count} events could not be journaled and were not acknowledged")]
    private static partial void NotRecorded(ILogger logger, Exception exception, InstrumentId instrument, int count);
}
