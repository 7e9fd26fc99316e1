using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>An instrument's ledgers and markouts with their journal. Nothing is applied before it is stored.</summary>
/// <remarks>The owner makes one writing call at a time. Readers see the state between two such calls.</remarks>
internal sealed class LedgerJournal : IDisposable
{
    private readonly IJournalStore _store;
    private readonly InstrumentId _instrument;
    private readonly Journal _journal;
    private readonly JournalFolding _folding;
    private readonly JournalLoading _loading;
    private readonly DedupeKeys _keys;
    private readonly ILogger _logger;
    private FoldedLedgers? _folded;
    private int _firstSegment;
    private Instant _earliestChange;
    private bool _isApplying;
    private bool _hasLostTail;

    /// <param name="store">Store of the journal.</param>
    /// <param name="instrument">Instrument of the journal.</param>
    /// <param name="options">Segmentation and retention.</param>
    /// <param name="now">Current time, from which ages of events are measured; in a replay the recording's time.</param>
    /// <param name="time">Wall clock, for the journal's own entries.</param>
    /// <param name="logger">Logs losses and unusable snapshots.</param>
    internal LedgerJournal(
        IJournalStore store, InstrumentId instrument, JournalOptions options, Func<Instant> now, TimeProvider time, ILogger logger)
    {
        (_store, _instrument, _logger) = (store, instrument, logger);
        _journal = new(store, instrument, options, time, logger);
        _folding = new(store, instrument);
        _loading = new(_journal, _folding, instrument, logger);
        _keys = new(_journal, options.DedupeDays, now);
    }

    internal bool IsLoaded => _folded is not null;

    internal bool IsOpen => _journal.Epoch > 0;

    internal long Epoch => _journal.Epoch;

    internal long Length => _journal.Length;

    internal int Segment => _journal.Position.Segment;

    internal InstrumentLedgers Ledgers => _folded!.Ledgers;

    internal MarkoutTracker Markouts => _folded!.Markouts;

    /// <summary>Next funding time journaled; <see langword="null"/> when there is none.</summary>
    internal Instant? FundingDue { get; private set; }

    /// <summary>Last venue time whose events are only in a checkpoint; <see langword="null"/> while every event is retained.</summary>
    internal Instant? Floor { get; private set; }

    /// <summary>Number of journal entries that the newest snapshot covers.</summary>
    internal long SnapshotLength { get; private set; }

    /// <summary>
    /// Whether the state holds every journaled entry, so that a snapshot may be saved. It is not once a write has failed, nor while the
    /// journal lacks entries of the last snapshot: that snapshot is kept, so that every activation reports the loss.
    /// </summary>
    internal bool IsWhole => IsOpen && !_isApplying && !Ledgers.NeedsRebuild && !_hasLostTail;

    internal string StateHash() => _folded!.StateHash();

    /// <summary>Creates empty ledgers for an instrument without a journal; nothing is written yet.</summary>
    internal void Start(Instrument terms, LedgerPolicy policy) =>
        _folded = new(new(terms), new MarkoutTracker(terms.Id, terms.Settle, policy.Markouts), policy);

    /// <summary>Reads snapshot and journal, or the journal alone. Returns whether there is a journal.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    internal async Task<bool> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        Adopt(await _loading.Load(snapshot, cancellationToken));
        if (_folded is null)
        {
            return false;
        }

        Ledgers.Keys = await _keys.Load(cancellationToken);
        return true;
    }

    /// <summary>Opens the journal for writing, which fences every older activation.</summary>
    internal Task Open(CancellationToken cancellationToken) =>
        _journal.Open(_journal.Length == 0 ? new Terms(Ledgers.Terms, _folded!.Policy.ToString()) : null, cancellationToken);

    /// <summary>Journals the bookable events and applies them. Returns the number of the first entry.</summary>
    internal async Task<long> Book(PreparedEvents prepared, CancellationToken cancellationToken)
    {
        var segment = Segment;
        foreach (var booked in prepared.Booked)
        {
            // A void changes its fill, whatever its own time.
            RecordChange(booked is FillVoid fillVoid ? Ledgers.FindFill(fillVoid.FillKey)?.Event.VenueTime ?? default : booked.VenueTime);
        }

        _isApplying = true;
        var first = await _journal.Append([.. prepared.Booked.Select(e => new Recorded(e))], cancellationToken);
        Ledgers.Commit(prepared, first);
        for (var i = 0; i < prepared.Booked.Count; i++)
        {
            MarkoutFills.Update(_folded!, prepared.Booked[i], first + i);
        }

        await Applied(segment, cancellationToken);
        return first;
    }

    /// <summary>Journals annotations and applies them.</summary>
    internal async Task Annotate(IReadOnlyList<Annotation> annotations, CancellationToken cancellationToken)
    {
        foreach (var annotation in annotations.Where(a => a.Kind != AnnotationKind.FundingDue))
        {
            RecordChange(Ledgers.Find(annotation.Number)?.Event.VenueTime ?? default);
        }

        var segment = Segment;
        _isApplying = true;
        await _journal.Append([new Annotated(annotations)], cancellationToken);
        foreach (var annotation in annotations)
        {
            if (annotation.Kind == AnnotationKind.FundingDue)
            {
                FundingDue = annotation.Value is { } micros ? new Instant((long)micros) : null;
                continue;
            }

            if (annotation.Kind.IsOfLedger())
            {
                Ledgers.Annotate(annotation);
            }

            MarkoutFills.Apply(Markouts, annotation);
        }

        await Applied(segment, cancellationToken);
    }

    /// <summary>
    /// Stores again the events that this activation has in memory and the journal now lacks, after another activation has written or the
    /// store has lost entries, even all of them. Returns their number; when it is 0 this activation may not write any more.
    /// </summary>
    internal async Task<int> RestoreLost(CancellationToken cancellationToken)
    {
        if (_folded is null)
        {
            return 0;
        }

        var remembered = RememberedEvents.Of(_folded);
        Adopt(await _loading.LoadAll(cancellationToken) with { HasLostTail = _hasLostTail });
        var missing = await _journal.FindMissing(cancellationToken);
        var own = missing.Select(entry => entry.Entry).OfType<Recorded>().Select(recorded => recorded.Event);
        var isGone = _folded is null;
        if (isGone)
        {
            Start(remembered.Terms, remembered.Policy);
        }

        // Events already stored are recognised by their keys, and dropped ones by the time up to which only a checkpoint is kept.
        Ledgers.Keys = await _keys.ReloadAll(cancellationToken);
        var prepared = Ledgers.Prepare([.. remembered.Events, .. own], StampRange.All with { Floor = Floor });
        if (prepared.Booked.Count > 0)
        {
            await Open(cancellationToken);
            var first = await Book(prepared, cancellationToken);
            if (remembered.Annotations(prepared.Booked, first) is { Count: > 0 } known)
            {
                await Annotate(known, cancellationToken);
            }
        }

        if (isGone)
        {
            LedgerLog.ChainGone(_logger, _instrument, remembered.Folded);
        }

        _journal.Restored(missing);
        return prepared.Booked.Count;
    }

    /// <summary>Whether the store has as many entries of the open segment as this activation has left there.</summary>
    internal async Task<bool> IsEndStored(CancellationToken cancellationToken) =>
        await _store.GetLength(_instrument, Segment, cancellationToken) == _journal.Position.Index;

    /// <summary>Journals an entry that changes nothing. It fails if another activation has opened the journal or the store has lost its end.</summary>
    internal Task ProveEnd(CancellationToken cancellationToken) =>
        Annotate([new(0, AnnotationKind.FundingDue, 0, FundingDue?.Micros)], cancellationToken);

    /// <summary>Sets the checkpoint that the next segment begins with.</summary>
    internal void Offer(string checkpoint) => _journal.Offer(new(checkpoint));

    /// <summary>From now on the earliest venue time that any write affects is recorded.</summary>
    internal void ResetEarliestChange() => _earliestChange = new(long.MaxValue);

    /// <summary>Drops segments that a verified checkpoint replaces. Returns <see langword="false"/> when a later write affects an event in the checkpoint.</summary>
    internal async Task<bool> Drop(RetentionStep step, CancellationToken cancellationToken)
    {
        if (_earliestChange <= step.UpTo)
        {
            return false;
        }

        // Another activation that has opened the journal may have its state from these segments.
        await ProveEnd(cancellationToken);
        await _store.DropSegments(_instrument, step.Below, cancellationToken);
        Ledgers.Close(step.UpTo);
        (_firstSegment, Floor) = (step.Below, step.UpTo);
        return true;
    }

    /// <summary>Loads every key that the journal retains, for an import.</summary>
    internal async Task LoadAllKeys(CancellationToken cancellationToken) =>
        Ledgers.Keys = await _keys.LoadAll(cancellationToken) ?? Ledgers.Keys;

    /// <summary>State after every event up to a time, from the ledgers in memory or, when they no longer reach back that far, from the journal.</summary>
    internal async Task<(FoldState State, InstrumentLedgers Ledgers)> At(Instant time, CancellationToken cancellationToken)
    {
        if (Ledgers.At(time) is { } state)
        {
            return (state, Ledgers);
        }

        var fold = await _folding.ReadBefore(_journal.Length, cancellationToken);
        var past = fold.Rebuild(FoldStart.Oldest).Ledgers;
        return (past.At(time) ?? past.Base().State, past);
    }

    /// <summary>Ledgers that can give the state at a time; those in memory when no time is given.</summary>
    internal async Task<InstrumentLedgers> LedgersBackTo(Instant? time, CancellationToken cancellationToken) =>
        time is { } at ? (await At(at, cancellationToken)).Ledgers : Ledgers;

    /// <summary>Snapshot from which an activation can continue.</summary>
    internal InventorySnapshot Snapshot()
    {
        SnapshotLength = _journal.Length;
        return new()
        {
            Position = _journal.Position,
            Ledgers = LedgerBaseText.Write(Ledgers.Base()),
            Window = [.. Ledgers.Window.Select(KeptEntry.Of)],
            Markouts = Markouts.ToJson(),
            Policy = _folded!.Policy.ToString(),
            FundingDue = FundingDue,
            FirstSegment = _firstSegment,
            Floor = Floor,
        };
    }

    /// <inheritdoc />
    public void Dispose() => _journal.Dispose();

    private void Adopt(LoadedLedgers loaded)
    {
        (_folded, _firstSegment, _hasLostTail) = (loaded.Folded, loaded.FirstSegment, loaded.HasLostTail);
        (FundingDue, Floor, SnapshotLength) = (loaded.FundingDue, loaded.Floor, loaded.SnapshotLength);
    }

    /// <summary>Completes a write: seals the keys when the segment has ended, and rebuilds the ledgers when the change could not be made in place.</summary>
    private async Task Applied(int segmentBefore, CancellationToken cancellationToken)
    {
        if (Segment != segmentBefore)
        {
            _keys.Seal(Ledgers.Keys);
        }

        if (Ledgers.NeedsRebuild)
        {
            var kept = Ledgers.Keys;
            _folded = (await _folding.ReadBefore(_journal.Length, cancellationToken)).Rebuild();
            Ledgers.Keys = kept;
            Ledgers.Compact();
        }

        _isApplying = false;
    }

    private void RecordChange(Instant time) => _earliestChange = time < _earliestChange ? time : _earliestChange;
}
