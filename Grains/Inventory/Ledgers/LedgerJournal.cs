using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Inventory.Ledgers.Folds;
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
    private readonly JournalLoading _loading;
    private readonly DedupeKeys _keys;
    private readonly JournalRefold _refold;
    private FoldedLedgers? _folded;
    private int _firstSegment;
    private Instant _earliestChange;
    private long _refoldedTo;
    private bool _isApplying;
    private bool _hasLostTail;
    private bool _hasUnfinishedDrop;

    /// <param name="services">Store of the journal, and the turns in which a silo's journals are folded.</param>
    /// <param name="instrument">Instrument of the journal.</param>
    /// <param name="options">Segmentation and retention.</param>
    /// <param name="now">Current time, from which ages of events are measured; in a replay the recording's time.</param>
    /// <param name="time">Wall clock, for the journal's own entries.</param>
    /// <param name="logger">Logs losses and unusable snapshots.</param>
    internal LedgerJournal(
        JournalServices services, InstrumentId instrument, JournalOptions options, Func<Instant> now, TimeProvider time, ILogger logger)
    {
        (_store, _instrument, Time) = (services.Store, instrument, time);
        _journal = new(_store, instrument, options, time, logger);
        var folding = new JournalFolding(_store, instrument, services.Folds);
        _refold = new(folding, _journal);
        _loading = new(_journal, folding, instrument, logger);
        _keys = new(_journal, options.DedupeDays, now);
    }

    /// <summary>Clock by which waiting for the store is measured.</summary>
    internal TimeProvider Time { get; }

    /// <summary>How long the store has not confirmed the write under way; <see langword="null"/> when no write is under way.</summary>
    internal TimeSpan? Unconfirmed => _journal.Unconfirmed;

    internal bool IsLoaded => _folded is not null;

    /// <summary>Whether lost events are being stored again: until the activation ends, the ledgers may lack them and are not to be shown.</summary>
    internal bool IsRestoring { get; set; }

    internal bool IsOpen => _journal.Epoch > 0;

    internal long Epoch => _journal.Epoch;

    internal long Length => _journal.Length;

    internal int Segment => _journal.Position.Segment;

    /// <summary>Ledgers, markouts and the states kept at past times.</summary>
    internal FoldedLedgers Folded => _folded!;

    internal InstrumentLedgers Ledgers => _folded!.Ledgers;

    internal MarkoutTracker Markouts => _folded!.Markouts;

    /// <summary>Whether the ledgers lack journaled events, which <see cref="Refold()"/> and <see cref="Adopt"/> add.</summary>
    internal bool NeedsRefold => Ledgers.NeedsRebuild && _journal.Length > _refoldedTo;

    /// <summary>Next funding time journaled; <see langword="null"/> when there is none.</summary>
    internal Instant? FundingDue { get; private set; }

    /// <summary>Last venue time whose events are only in a checkpoint; <see langword="null"/> while every event is retained.</summary>
    internal Instant? Floor { get; private set; }

    /// <summary>Number of journal entries that the stored snapshot covers; 0 when there is none or it cannot be used since a drop.</summary>
    internal long SnapshotLength { get; private set; }

    /// <summary>Journaled events that the ledgers loaded lack until the journal is folded again, with the numbers of their entries.</summary>
    internal IReadOnlyList<(LedgerEvent Event, long Number)> Unfolded { get; private set; } = [];

    /// <summary>
    /// Whether the state holds every journaled entry, so that a snapshot may be saved. It is not once a write has failed, nor while the
    /// journal lacks entries of the last snapshot: that snapshot is kept, so that every activation reports the loss.
    /// </summary>
    internal bool IsWhole => IsOpen && !_isApplying && !Ledgers.NeedsRebuild && !_hasLostTail;

    internal string StateHash() => _folded!.StateHash();

    /// <summary>Creates empty ledgers for an instrument without a journal; nothing is written yet.</summary>
    internal void Start(Instrument terms, LedgerPolicy policy) => (_folded, _refoldedTo) = (FoldedLedgers.Empty(terms, policy), 0);

    /// <summary>Reads snapshot and journal, or the journal alone. Returns whether there is a journal.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    internal async Task<bool> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        Start(await _loading.Load(snapshot, cancellationToken));
        if (_folded is null)
        {
            return false;
        }

        Ledgers.Keys = await _keys.Load(cancellationToken);
        return true;
    }

    /// <summary>Opens the journal for writing, which fences every older activation, and ends a drop that one has begun.</summary>
    internal async Task Open(CancellationToken cancellationToken)
    {
        await _journal.Open(_journal.Length == 0 ? new Terms(Ledgers.Terms, _folded!.Policy.ToString()) : null, cancellationToken);
        if (_hasUnfinishedDrop)
        {
            await _store.DropSegments(_instrument, _firstSegment, cancellationToken);
            _hasUnfinishedDrop = false;
        }
    }

    /// <summary>Journals the bookable events and applies them. Returns the number of the first entry.</summary>
    internal async Task<long> Book(PreparedEvents prepared, CancellationToken cancellationToken)
    {
        var segment = Segment;
        Instant?[] changes = [.. prepared.Booked.Select(item => _folded!.ChangedBy(item))];
        Array.ForEach(changes, change => RecordChange(change ?? default));
        _isApplying = true;
        Recorded[] entries = [.. prepared.Booked.Select(e => new Recorded(e))];
        var first = await _journal.Append(entries, cancellationToken);
        Ledgers.Commit(prepared, first);
        for (var i = 0; i < entries.Length; i++)
        {
            MarkoutFills.Update(_folded!, entries[i].Event, first + i);
        }

        for (var i = 0; i < entries.Length; i++)
        {
            // A void of a fill that is not in memory changes nothing while it waits, or else everything that may be after its fill.
            Changed(new(first + i, entries[i]), changes[i] ?? (NeedsRefold ? default(Instant) : null));
        }

        Applied(segment);
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
        var number = await _journal.Append([new Annotated(annotations)], cancellationToken);
        Changed(new(number, new Annotated(annotations)), _folded!.ChangedBy(annotations));
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

        Applied(segment);
    }

    /// <summary>Reads the journal again, as the store has it now. Returns this activation's own entries that it lacks.</summary>
    internal async Task<IReadOnlyList<NumberedEntry>> Reload(CancellationToken cancellationToken)
    {
        Start(await _loading.LoadAll(cancellationToken) with { HasLostTail = _hasLostTail });
        return await _journal.FindMissing(cancellationToken);
    }

    /// <summary>Reads every key that the journal retains again.</summary>
    internal async Task ReloadKeys(CancellationToken cancellationToken) => Ledgers.Keys = await _keys.ReloadAll(cancellationToken);

    /// <summary>Entries of <see cref="Reload"/> are in the journal again.</summary>
    internal void Restored(IReadOnlyList<NumberedEntry> missing) => _journal.Restored(missing);

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

    /// <summary>Goes over to a verified checkpoint, whose segments <see cref="FinishDrop"/> then drops.</summary>
    /// <remarks>A snapshot is to be saved in between, so that an activation after a crash at any time reads only the newest entries.</remarks>
    /// <returns>Whether the segments are to be dropped, not when a later write affects an event in the checkpoint.</returns>
    internal async Task<bool> PrepareDrop(RetentionStep step, CancellationToken cancellationToken)
    {
        // A fold of the whole journal would not have the floor.
        if (_earliestChange <= step.UpTo || NeedsRefold)
        {
            return false;
        }

        // Another activation that has opened the journal may have its state from these segments.
        await ProveEnd(cancellationToken);
        Ledgers.Close(step.UpTo);
        (_firstSegment, Floor, SnapshotLength) = (step.Below, step.UpTo, 0);
        return true;
    }

    /// <summary>Drops the segments that the checkpoint of <see cref="PrepareDrop"/> replaces.</summary>
    internal Task FinishDrop(CancellationToken cancellationToken) => _store.DropSegments(_instrument, _firstSegment, cancellationToken);

    /// <summary>Loads every key that the journal retains, for an import.</summary>
    internal async Task LoadAllKeys(CancellationToken cancellationToken) =>
        Ledgers.Keys = await _keys.LoadAll(cancellationToken) ?? Ledgers.Keys;

    /// <summary>Whether the ledgers contain a booked event.</summary>
    internal bool IsFolded(LedgerEvent booked, long number) => !NeedsRefold || _folded!.Contains(booked, number);

    /// <summary>Folds the whole journal again on other threads; the result is for <see cref="Adopt"/>.</summary>
    internal Task<Refolded> Refold() => _refold.RunForAdoption(_folded!.Past);

    /// <summary>Folds the whole journal for the states at some times, which are kept as well.</summary>
    internal Task<Refolded> Refold(IReadOnlyCollection<Instant> times) => _refold.Run(0, new() { Times = times }, _folded!.Past);

    /// <summary>Folds the whole journal into ledgers that give every state since a time.</summary>
    internal Task<Refolded> RefoldBackTo(Instant time) => _refold.Run(_journal.Length, new() { BackTo = time }, _folded!.Past);

    /// <summary>Takes over newly folded ledgers and adds what was journaled since.</summary>
    internal void Adopt(Refolded refolded)
    {
        var (keys, past, tail) = (Ledgers.Keys, _folded!.Past, new LedgerFold());
        foreach (var entry in _refold.Since(refolded.Length))
        {
            tail.Add(entry);
        }

        (_folded, _refoldedTo) = (refolded.Ledgers with { Past = past }, refolded.Length);
        tail.AddTo(_folded, isTail: true);
        Ledgers.Compact();
        Ledgers.Keys = keys;
        _refold.Adopted(refolded.Length);
    }

    /// <summary>Cancels every fold of the whole journal, also later ones.</summary>
    internal void StopFolding() => _refold.Stop();

    /// <summary>Snapshot from which an activation can continue.</summary>
    internal InventorySnapshot Snapshot() => InventorySnapshot.Of(_folded!, _journal.Position, FundingDue, _firstSegment, Floor);

    /// <summary>A snapshot is stored.</summary>
    internal void Saved(InventorySnapshot snapshot) => SnapshotLength = snapshot.FirstSegment == _firstSegment ? snapshot.Position.Number : 0;

    /// <inheritdoc />
    public void Dispose()
    {
        _refold.Dispose();
        _journal.Dispose();
    }

    private void Start(LoadedLedgers loaded)
    {
        (_folded, _firstSegment, _hasLostTail) = (loaded.Folded, loaded.FirstSegment, loaded.HasLostTail);
        (FundingDue, Floor, SnapshotLength, _refoldedTo) = (loaded.FundingDue, loaded.Floor, loaded.SnapshotLength, 0);
        (_hasUnfinishedDrop, Unfolded) = (loaded.HasUnfinishedDrop, loaded.Unfolded);
    }

    /// <summary>Completes a write: seals the keys when the segment has ended.</summary>
    private void Applied(int segmentBefore)
    {
        if (Segment != segmentBefore)
        {
            _keys.Seal(Ledgers.Keys);
        }

        _isApplying = false;
    }

    /// <summary>Drops the states at past times that an applied entry has changed, and remembers the entry for a fold that does not cover it.</summary>
    private void Changed(NumberedEntry entry, Instant? from)
    {
        if (from is { } time)
        {
            _folded!.Past.ChangedFrom(time);
        }

        if (NeedsRefold || _refold.IsRunning)
        {
            _refold.Add(entry, from);
        }
        else
        {
            _refold.Forget();
        }
    }

    private void RecordChange(Instant time) => _earliestChange = time < _earliestChange ? time : _earliestChange;
}
