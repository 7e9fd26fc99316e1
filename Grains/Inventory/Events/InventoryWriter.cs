using System.Diagnostics;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Writes an inventory's journal, one step at a time. Its owner calls each step and acts on the outcome.</summary>
/// <remarks>Not safe for concurrent use: the owner makes one call at a time.</remarks>
internal sealed partial class InventoryWriter(
    InstrumentId instrument, LedgerJournal journal, PortfolioMembership membership, MarketClock clock, JournalOptions options, ILogger logger)
{
    /// <summary>How far a venue time may be ahead of the clock, because clocks differ.</summary>
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);

    private PendingWrite? _current;
    private long _checked = Stopwatch.GetTimestamp();
    private PreparedEvents? _prepared;
    private bool _isBooked;

    /// <summary>Writes that wait.</summary>
    internal PendingWrites Pending { get; } = new(instrument, options.MaxWaiting);

    /// <summary>Counts of events that were not booked.</summary>
    internal EventTally Tally { get; } = new();

    /// <summary>Completes the callers of the last step and performs the next one.</summary>
    /// <returns>Outcome of the step; <see langword="null"/> when nothing waits.</returns>
    /// <exception cref="Exception">It is unknown what is stored. The owner must call <see cref="Abandon"/> and <see cref="FailAll"/>, and no further step.</exception>
    internal async Task<WriteOutcome?> WriteNext(CancellationToken cancellationToken)
    {
        var step = Step(cancellationToken);
        if (!step.IsCompleted)
        {
            await Await(step);
        }

        var outcome = await step;
        if (Pending.IsRefusing && !Pending.IsClosed)
        {
            Resumed(logger, instrument);
            Pending.Resume();
        }

        return outcome;
    }

    /// <summary>Waits for a step. If the store is silent for long, the waiting callers are told to send their events again, while the step goes on.</summary>
    private async Task Await(Task step)
    {
        await step.WaitAsync(options.Patience).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (!step.IsCompleted)
        {
            var busy = new InventoryBusyException($"{instrument}: the store has not confirmed an append for {options.Patience}; the events may be sent again.");
            Paused(logger, instrument, options.Patience, Pending.Waiting);
            if (_current is not EventGroup { Origin: Origin.Own })
            {
                _current?.Fail(busy);
            }

            Pending.Pause(busy);
        }
    }

    private async Task<WriteOutcome?> Step(CancellationToken cancellationToken)
    {
        if (_prepared is null)
        {
            (_current as AnnotationBatch)?.Done.TrySetResult();
            (_current as SegmentDrop)?.Done.TrySetResult();
            _current = Pending.Next();
        }

        switch (_current)
        {
            case null:
                return null;
            case EventGroup group:
                return await WriteEvents(group, cancellationToken);
            case AnnotationBatch batch:
                await journal.Annotate(batch.Annotations, cancellationToken);
                return new(WriteStep.Annotated) { Annotations = batch.Annotations };
            case SegmentDrop drop:
                await Drop(drop.Step, cancellationToken);
                return new(WriteStep.Nothing);
            case EndCheck:
                await CheckEnd(cancellationToken);
                return new(WriteStep.Nothing);
            default:
                throw new UnreachableException($"{_current.GetType().Name} cannot be written.");
        }
    }

    /// <summary>Adds a check of the journal's end when ten seconds have passed since the last one. Returns whether it did.</summary>
    internal bool CheckEndIfDue()
    {
        if (!journal.IsOpen || Stopwatch.GetElapsedTime(_checked) < CheckEvery)
        {
            return false;
        }

        _checked = Stopwatch.GetTimestamp();
        Pending.AddEndCheck();
        return true;
    }

    /// <summary>Writes an entry when the stored end is not this activation's own, so that the loss is found and repaired now and not by the next event.</summary>
    private async Task CheckEnd(CancellationToken cancellationToken)
    {
        var isStored = true;
        try
        {
            isStored = !journal.IsOpen || await journal.IsEndStored(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A store that does not answer says nothing about what it holds; the next check asks again.
            NotChecked(logger, e, instrument);
        }

        if (!isStored)
        {
            await journal.ProveEnd(cancellationToken);
        }
    }

    /// <summary>Drops segments that a verified checkpoint replaces, and logs the voids whose fill can no longer arrive.</summary>
    private async Task Drop(RetentionStep step, CancellationToken cancellationToken)
    {
        var before = journal.Floor;
        if (!await journal.Drop(step, cancellationToken))
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

    /// <summary>Ends writing after a failed step, when it is unknown what is stored. If another activation has written, acknowledged events that the store has lost are stored again.</summary>
    internal async Task Abandon(Exception fault, CancellationToken cancellationToken)
    {
        Pending.Close();
        NotRecorded(logger, fault, instrument, (_current as EventGroup)?.Events.Count() ?? 0);
        if (fault is JournalFencedException)
        {
            await RestoreLost(cancellationToken);
        }
    }

    /// <summary>Fails every waiting request, because it is unknown whether its events are stored.</summary>
    internal void FailAll(Exception fault)
    {
        var unknown = new TimeoutException($"{instrument}: the events were not acknowledged and may be sent again: {fault.Message}");
        _current?.Fail(unknown);
        Pending.Fail(unknown);
    }

    /// <summary>The steps of a group of events: check them, open the journal if it is not open, book them, then send the receipts.</summary>
    private async Task<WriteOutcome> WriteEvents(EventGroup group, CancellationToken cancellationToken)
    {
        if (_prepared is null)
        {
            _prepared = await Prepare(group, cancellationToken);
            var portfolios = _prepared.Booked.Select(e => e.Portfolio).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal);
            if (await membership.Admit(portfolios) is { } fault)
            {
                // Nothing was written, so the journal's state is known, and only these events must be sent again.
                group.Fail(fault);
                _prepared = null;
                return new(WriteStep.Nothing);
            }

            if (_prepared.Booked.Count > 0 && !journal.IsOpen)
            {
                await journal.Open(cancellationToken);
                return new(WriteStep.Opened);
            }
        }

        if (_prepared.Booked.Count > 0 && !_isBooked)
        {
            await journal.Book(_prepared, cancellationToken);
            _isBooked = true;
            return new(WriteStep.Booked) { Booked = _prepared.Booked };
        }

        group.Answer(Receipts(_prepared));
        (_prepared, _isBooked) = (null, false);
        return new(WriteStep.Nothing);
    }

    private async Task<PreparedEvents> Prepare(EventGroup group, CancellationToken cancellationToken)
    {
        if (group.Origin == Origin.Import && journal.IsOpen)
        {
            await journal.LoadAllKeys(cancellationToken);
        }

        return journal.Ledgers.Prepare([.. group.Events], Stamps(group.Origin));
    }

    private IReadOnlyList<FillReceipt> Receipts(PreparedEvents events)
    {
        Tally.Count(events);
        return [.. events.Entries.Select(entry => new FillReceipt(entry.Event.Key.Id, entry.Outcome, entry.Reason, Replacement(entry.Event, entry.Outcome)))];
    }

    private async Task RestoreLost(CancellationToken cancellationToken)
    {
        try
        {
            var restored = await journal.RestoreLost(cancellationToken);
            if (restored > 0)
            {
                Restored(logger, instrument, restored);
            }
        }
        catch (Exception e)
        {
            // The activation ends in any case, and the next one reads what the store holds.
            NotRestored(logger, e, instrument);
        }
    }

    /// <summary>Adjustment that replaces a void whose fill is only in a checkpoint; <see langword="null"/> for every other event.</summary>
    private Adjustment? Replacement(LedgerEvent item, FillOutcome outcome) =>
        outcome == FillOutcome.TooOld && item is FillVoid late && journal.Floor is { } floor ? late.ProposedAdjustmentBelow(floor) : null;

    private StampRange Stamps(Origin origin)
    {
        var now = clock.Now;

        // In a replay the clock follows the books, and recorded fills may be ahead of them.
        var to = clock.FollowsRecording ? StampRange.All.To : now + MaxClockSkew;
        return new(origin == Origin.Import ? StampRange.All.From : now - options.DedupeDays, to, journal.Floor);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the store had lost {Count} acknowledged events; they are stored again")]
    private static partial void Restored(ILogger logger, InstrumentId instrument, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the store has not confirmed an append for {Patience}; {Waiting} waiting events and further ones are refused until it does")]
    private static partial void Paused(ILogger logger, InstrumentId instrument, TimeSpan patience, int waiting);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: the store answers again, events are taken")]
    private static partial void Resumed(ILogger logger, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Instrument}: the store did not tell the journal's length")]
    private static partial void NotChecked(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: journal segments before {Segment} are dropped; a verified checkpoint holds everything up to {Time}")]
    private static partial void Dropped(ILogger logger, InstrumentId instrument, int segment, Instant time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: account {Account}: the fill of a void can no longer arrive. {Reason}")]
    private static partial void Lapsed(ILogger logger, InstrumentId instrument, string account, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: could not find out whether the store has lost acknowledged events")]
    private static partial void NotRestored(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: {Count} events could not be journaled and were not acknowledged")]
    private static partial void NotRecorded(ILogger logger, Exception exception, InstrumentId instrument, int count);
}
