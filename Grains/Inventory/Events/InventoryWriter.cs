using System.Diagnostics;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Losses;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Writes an inventory's journal, one step at a time. Its owner calls each step and acts on the outcome.</summary>
/// <remarks>Not safe for concurrent use: the owner makes one call at a time.</remarks>
internal sealed class InventoryWriter(
    InstrumentId instrument, LedgerJournal journal, PortfolioMembership membership, MarketClock clock, JournalOptions options, ILogger logger)
{
    /// <summary>How far a venue time may be ahead of the clock, because clocks differ.</summary>
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(10);

    private PendingWrite? _current;
    private EventGroup? _rest;
    private readonly EndChecks _ends = new(instrument, journal, logger);
    private readonly SegmentDrops _drops = new(instrument, journal, logger);
    private PreparedEvents? _prepared;
    private readonly UnfoldedEvents _unfolded = new();
    private Task<Refolded>? _refolding;
    private bool _isBooked;
    private StorePatience? _patience;

    /// <summary>Writes that wait.</summary>
    internal PendingWrites Pending { get; } = new(instrument, options.MaxWaiting, journal.Time);

    /// <summary>Whether a step would do anything: a write waits, or the journal is to be folded again.</summary>
    internal bool HasWork => !Pending.IsClosed && (Pending.HasAny || journal is { IsLoaded: true, NeedsRefold: true });

    /// <summary>Counts of events that were not booked.</summary>
    internal EventTally Tally { get; } = new();

    /// <summary>Lets requests wait that repeat an event which an earlier activation has journaled and the ledgers still lack.</summary>
    internal void Resume()
    {
        foreach (var (item, number) in journal.Unfolded)
        {
            _unfolded.Add(item, number);
        }
    }

    /// <summary>Portfolios that must store the instrument before some events are queued: those of new events that would be booked now.</summary>
    internal IReadOnlyList<string> ToAdmit(IReadOnlyList<LedgerEvent> events, Origin origin) =>
        events.All(membership.Admits)
            ? []
            : [.. journal.Ledgers.Prepare(events, Stamps(origin)).Booked.Where(item => !membership.Admits(item)).Select(item => item.Portfolio).Distinct(StringComparer.Ordinal)];

    /// <summary>Completes the callers of the last step and performs the next one.</summary>
    /// <returns>Outcome of the step; <see langword="null"/> when nothing waits.</returns>
    /// <exception cref="Exception">It is unknown what is stored. The owner must call <see cref="Abandon"/> and <see cref="FailAll"/>, and no further step.</exception>
    internal async Task<WriteOutcome?> WriteNext(CancellationToken cancellationToken)
    {
        var step = Step(cancellationToken);
        if (!step.IsCompleted)
        {
            _patience ??= new(instrument, journal, Pending, options.Patience, logger);
            await _patience.Await(step, () => _current);
        }

        var outcome = await step;
        _patience?.Resume();
        return outcome;
    }

    private async Task<WriteOutcome?> Step(CancellationToken cancellationToken)
    {
        if (_prepared is null && !_drops.IsPrepared)
        {
            (_current as AnnotationBatch)?.Done.TrySetResult();
            (_current as SegmentDrop)?.Done.TrySetResult();
            _unfolded.AnswerFolded();
            if (journal is { IsLoaded: true, NeedsRefold: true })
            {
                _refolding ??= StoreAnswers.Repeat(journal.Refold, journal.Time, cancellationToken);
            }

            if (_refolding is { IsCompleted: true } refolded)
            {
                _refolding = null;
                return refolded.IsCanceled ? End() : Adopt(await refolded);
            }

            (_current, _rest) = (_rest ?? Pending.Next(), null);
            if (_current is null && _refolding is not null)
            {
                // Others write on while the journal is folded again.
                await Task.WhenAny(_refolding, Pending.Arrival);
                return new(WriteStep.Nothing);
            }
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
                return await _drops.Run(drop.Step, cancellationToken);
            case EndCheck:
                await _ends.Run(cancellationToken);
                return new(WriteStep.Nothing);
            default:
                throw new UnreachableException($"{_current.GetType().Name} cannot be written.");
        }
    }

    /// <summary>Stops folding the journal again, so that the last step ends soon. Callers whose events are not in the ledgers yet get an error from <see cref="FailAll"/>.</summary>
    internal void StopFolding() => journal.StopFolding();

    /// <summary>Ends writing with the activation, while events are stored that the ledgers do not contain.</summary>
    private WriteOutcome? End()
    {
        Pending.Close();
        FailAll(new OperationCanceledException("the activation ends"));
        return null;
    }

    /// <summary>Takes over newly folded ledgers, and returns the events that they contain since.</summary>
    private WriteOutcome Adopt(Refolded refolded)
    {
        journal.Adopt(refolded);
        return new(WriteStep.Refolded) { Booked = _unfolded.Fold(journal.NeedsRefold ? refolded.Length : journal.Length) };
    }

    /// <summary>Adds a check of the journal's end when one is due.</summary>
    internal void CheckEndIfDue()
    {
        if (_ends.TakeDue())
        {
            Pending.AddEndCheck();
        }
    }

    /// <summary>Ends writing after a failed step, when it is unknown what is stored. If another activation has written, acknowledged events that the store has lost are stored again.</summary>
    internal async Task Abandon(Exception fault, CancellationToken cancellationToken)
    {
        Pending.Close();
        if (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The end of the activation is no fault; callers are told in any case.
            WriterLog.NotRecorded(logger, fault, instrument, (_current as EventGroup)?.Events.Count() ?? 0);
        }

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
        _rest?.Fail(unknown);
        _unfolded.Fail(unknown);
        Pending.Fail(unknown);
    }

    /// <summary>The steps of a group of events: check them, open the journal if it is not open, book them, then send the receipts.</summary>
    private async Task<WriteOutcome> WriteEvents(EventGroup group, CancellationToken cancellationToken)
    {
        if (_prepared is null)
        {
            _prepared = await Prepare(group, cancellationToken);
            if (_prepared.Booked.Any(item => !membership.Admits(item)))
            {
                // What was found unbookable before the events were queued has become bookable since, e.g. a stamp ahead of the clock.
                Reject(group, _prepared.Booked.Where(item => !membership.Admits(item)).ToHashSet());
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
            var first = await journal.Book(_prepared, cancellationToken);
            _isBooked = true;
            return new(WriteStep.Booked) { Booked = [.. Folded(_prepared.Booked, first)] };
        }

        if (group.Origin == Origin.Own)
        {
            _prepared.Entries.Where(entry => entry.Reason is not null).ToList().ForEach(entry => WriterLog.OwnRefused(logger, instrument, entry.Event.Name, entry.Reason!));
        }

        foreach (var (request, receipts) in group.Answers(Receipts(_prepared)))
        {
            _unfolded.Answer(request, receipts);
        }

        (_prepared, _isBooked) = (null, false);
        return new(WriteStep.Nothing);
    }

    /// <summary>Fails the requests with any of some events, before anything is written, and keeps the others for the next step.</summary>
    private void Reject(EventGroup group, IReadOnlySet<LedgerEvent> events)
    {
        var rejected = group.Requests.Where(request => request.Events.Any(events.Contains)).ToArray();
        new EventGroup(rejected).Fail(new TimeoutException($"{instrument}: a portfolio has not stored the instrument yet; send the events again."));
        EventRequest[] others = [.. group.Requests.Except(rejected)];
        (_current, _rest) = (null, others.Length == 0 ? null : new(others));
    }

    /// <summary>The booked events that the ledgers contain; the others are noted.</summary>
    private IEnumerable<LedgerEvent> Folded(IReadOnlyList<LedgerEvent> booked, long first)
    {
        for (var i = 0; i < booked.Count; i++)
        {
            if (journal.IsFolded(booked[i], first + i))
            {
                yield return booked[i];
            }
            else
            {
                _unfolded.Add(booked[i], first + i);
            }
        }
    }

    private async Task<PreparedEvents> Prepare(EventGroup group, CancellationToken cancellationToken)
    {
        if (group.Origin == Origin.Import && journal.IsOpen)
        {
            await StoreAnswers.Repeat(() => journal.LoadAllKeys(cancellationToken), journal.Time, cancellationToken);
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
            var restored = await journal.RestoreLost(instrument, logger, cancellationToken);
            if (restored > 0)
            {
                WriterLog.Restored(logger, instrument, restored);
                await membership.AdmitAgain(journal.Ledgers.State.Accounts.Keys);
            }
        }
        catch (Exception e)
        {
            // The activation ends in any case, and the next one reads what the store holds.
            WriterLog.NotRestored(logger, e, instrument);
        }
    }

    /// <summary>Adjustment that replaces a void whose fill is only in a checkpoint; <see langword="null"/> for every other event.</summary>
    private Adjustment? Replacement(LedgerEvent item, FillOutcome outcome) =>
        outcome == FillOutcome.TooOld && item is FillVoid late && journal.Floor is { } floor ? late.ProposedAdjustmentBelow(floor) : null;

    private StampRange Stamps(Origin origin)
    {
        if (origin == Origin.Own)
        {
            // What the inventory itself has found out is due however late it finds it, and nobody would send it again.
            return StampRange.All with { Floor = journal.Floor };
        }

        var now = clock.Now;

        // In a replay the clock follows the books, and recorded fills may be ahead of them.
        var to = clock.FollowsRecording ? StampRange.All.To : now + MaxClockSkew;
        return new(origin == Origin.Import ? StampRange.All.From : now - options.DedupeDays, to, journal.Floor);
    }
}
