using System.Diagnostics;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Writes an inventory's journal, one step at a time. Its owner calls for the steps and reacts to what each has come to.</summary>
/// <remarks>One call at a time; the owner sees to that.</remarks>
internal sealed partial class InventoryWriter(
    InstrumentId instrument, LedgerJournal journal, PortfolioMembership membership, MarketClock clock, TimeSpan dedupe, ILogger logger)
{
    /// <summary>How far ahead of now a stamp may be: clocks differ.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private PendingWrite? _current;
    private PreparedEvents? _judged;
    private bool _isBooked;

    /// <summary>What waits to be written.</summary>
    internal PendingWrites Pending { get; } = new(instrument);

    /// <summary>Counts of events that changed nothing.</summary>
    internal EventTally Tally { get; } = new();

    /// <summary>Tells whoever waits for the last step, and takes the next.</summary>
    /// <returns>What the step has come to; <see langword="null"/> when nothing waits.</returns>
    /// <exception cref="Exception">What is stored is not known any more: <see cref="Abandon"/> and <see cref="FailAll"/> are to be called, and no further step.</exception>
    internal async Task<WriteOutcome?> WriteNext(CancellationToken cancellationToken)
    {
        if (_judged is null)
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
            default:
                throw new UnreachableException($"{_current.GetType().Name} cannot be written.");
        }
    }

    /// <summary>Drops what a verified checkpoint holds, and logs the voids whose fill can no longer come.</summary>
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

    /// <summary>A step has failed, and what is stored is not known: takes nothing more, and stores again what another writer shows to be lost.</summary>
    internal async Task Abandon(Exception fault, CancellationToken cancellationToken)
    {
        Pending.Close();
        NotRecorded(logger, fault, instrument, (_current as EventGroup)?.Events.Count() ?? 0);
        if (fault is JournalFencedException)
        {
            await RestoreLost(cancellationToken);
        }
    }

    /// <summary>Tells everybody who waits that it is not known whether their events are stored.</summary>
    internal void FailAll(Exception fault)
    {
        var unknown = new TimeoutException($"{instrument}: the events were not acknowledged and may be sent again: {fault.Message}");
        _current?.Fail(unknown);
        Pending.Fail(unknown);
    }

    /// <summary>The steps of a group of events: it is judged, the journal opened if need be, and the events are booked; then its callers are told.</summary>
    private async Task<WriteOutcome> WriteEvents(EventGroup group, CancellationToken cancellationToken)
    {
        if (_judged is null)
        {
            _judged = await Judge(group, cancellationToken);
            var portfolios = _judged.Booked.Select(e => e.Portfolio).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal);
            if (await membership.Admit(portfolios) is { } fault)
            {
                // Nothing was written, so nothing is unknown: only these events have to come again.
                group.Fail(fault);
                _judged = null;
                return new(WriteStep.Nothing);
            }

            if (_judged.Booked.Count > 0 && !journal.IsOpen)
            {
                await journal.Open(cancellationToken);
                return new(WriteStep.Opened);
            }
        }

        if (_judged.Booked.Count > 0 && !_isBooked)
        {
            await journal.Book(_judged, cancellationToken);
            _isBooked = true;
            return new(WriteStep.Booked) { Booked = _judged.Booked };
        }

        group.Answer(Receipts(_judged));
        (_judged, _isBooked) = (null, false);
        return new(WriteStep.Nothing);
    }

    private async Task<PreparedEvents> Judge(EventGroup group, CancellationToken cancellationToken)
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
        return [.. events.Entries.Select(entry => new FillReceipt(entry.Event.Key.Id, entry.Outcome, entry.Reason, Instead(entry.Event, entry.Outcome)))];
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
            // The activation ends in any case, and the next one reads whatever there is.
            NotRestored(logger, e, instrument);
        }
    }

    /// <summary>What would do instead of a void that came too late for its fill; <see langword="null"/> for every other event.</summary>
    private Adjustment? Instead(LedgerEvent item, FillOutcome outcome) =>
        outcome == FillOutcome.TooOld && item is FillVoid late && journal.Floor is { } floor ? late.ProposedAdjustmentBelow(floor) : null;

    private StampRange Stamps(Origin origin)
    {
        var now = clock.Now;

        // A recording's clock stands wherever the books are; its own fills may be ahead of that.
        var to = clock.FollowsRecording ? StampRange.All.To : now + Ahead;
        return new(origin == Origin.Import ? StampRange.All.From : now - dedupe, to, journal.Floor);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: the store had lost {Count} acknowledged events; they are stored again")]
    private static partial void Restored(ILogger logger, InstrumentId instrument, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Instrument}: journal segments before {Segment} are dropped; a verified checkpoint holds everything up to {Time}")]
    private static partial void Dropped(ILogger logger, InstrumentId instrument, int segment, Instant time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: account {Account}: the fill of a void can no longer come. {Reason}")]
    private static partial void Lapsed(ILogger logger, InstrumentId instrument, string account, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: could not find out whether the store has lost acknowledged events")]
    private static partial void NotRestored(ILogger logger, Exception exception, InstrumentId instrument);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Instrument}: {Count} events could not be journaled and were not acknowledged")]
    private static partial void NotRecorded(ILogger logger, Exception exception, InstrumentId instrument, int count);
}
