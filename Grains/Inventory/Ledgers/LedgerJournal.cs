using Ballast.Domain.Ledger;
using Ballast.Domain.Pnl;
using Ballast.Grains.Inventory.Markouts;
using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>An instrument's ledgers and markouts together with the journal they are made from: nothing is applied before it is stored.</summary>
/// <remarks>One writing call at a time; the owner sees to that. Readers see the state between two of them.</remarks>
internal sealed class LedgerJournal : IDisposable
{
    private readonly IJournalStore store;
    private readonly InstrumentId instrument;
    private readonly Journal journal;
    private readonly JournalFolding folding;
    private readonly JournalLoading loading;
    private readonly DedupeKeys keys;
    private FoldedLedgers? folded;
    private int firstSegment;
    private Instant earliestTouched;
    private bool isApplying;
    private bool hasLostTail;

    /// <param name="store">Where the journal is.</param>
    /// <param name="instrument">Whose it is.</param>
    /// <param name="options">How it is cut and kept.</param>
    /// <param name="now">What ages of events are measured from; in a replay that is the recording's time.</param>
    /// <param name="time">Wall clock, for the journal's own entries.</param>
    /// <param name="logger">Told of what was unusual.</param>
    internal LedgerJournal(
        IJournalStore store, InstrumentId instrument, JournalOptions options, Func<Instant> now, TimeProvider time, ILogger logger)
    {
        (this.store, this.instrument) = (store, instrument);
        journal = new(store, instrument, options, time, logger);
        folding = new(store, instrument);
        loading = new(journal, folding, instrument, logger);
        keys = new(journal, options.DedupeDays, now);
    }

    internal bool IsLoaded => folded is not null;

    internal bool IsOpen => journal.Epoch > 0;

    internal long Epoch => journal.Epoch;

    internal long Length => journal.Length;

    internal int Segment => journal.Position.Segment;

    internal InstrumentLedgers Ledgers => folded!.Ledgers;

    internal MarkoutTracker Markouts => folded!.Markouts;

    /// <summary>Next funding time written down; <see langword="null"/> for none.</summary>
    internal Instant? FundingDue { get; private set; }

    /// <summary>Last venue time that is only in a checkpoint, its events having been dropped; <see langword="null"/> while every event is retained.</summary>
    internal Instant? Floor { get; private set; }

    /// <summary>Number of the entry up to which a snapshot was made.</summary>
    internal long SnapshotLength { get; private set; }

    /// <summary>
    /// Whether the state holds all that was ever journaled; not so once a write or its application has failed, nor where a
    /// snapshot has seen entries that are gone: that snapshot is kept, so that every activation reports the loss.
    /// </summary>
    internal bool IsWhole => IsOpen && !isApplying && !Ledgers.NeedsRebuild && !hasLostTail;

    internal string StateHash() => folded!.StateHash();

    /// <summary>Starts an instrument that has no journal; nothing is written yet.</summary>
    internal void Start(Instrument terms, LedgerPolicy policy) =>
        folded = new(new(terms), new MarkoutTracker(terms.Id, terms.Settle, policy.Markouts), policy);

    /// <summary>Reads snapshot and journal, or the journal alone; answers whether there is one.</summary>
    /// <exception cref="JournalDamagedException">The journal is not as it must be.</exception>
    internal async Task<bool> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        Take(await loading.Load(snapshot, cancellationToken));
        if (folded is null)
        {
            return false;
        }

        Ledgers.Keys = await keys.Load(cancellationToken);
        return true;
    }

    /// <summary>Fences every older activation.</summary>
    internal Task Open(CancellationToken cancellationToken) =>
        journal.Open(journal.Length == 0 ? new Terms(Ledgers.Terms, folded!.Policy.ToString()) : null, cancellationToken);

    /// <summary>Journals what was judged bookable, and applies it. Answers the number of the first.</summary>
    internal async Task<long> Book(PreparedEvents prepared, CancellationToken cancellationToken)
    {
        var segment = Segment;
        foreach (var booked in prepared.Booked)
        {
            // A void touches its fill, whatever its own time.
            Touch(booked is FillVoid fillVoid ? Ledgers.FindFill(fillVoid.FillKey)?.Event.VenueTime ?? default : booked.VenueTime);
        }

        isApplying = true;
        var first = await journal.Append([.. prepared.Booked.Select(e => new Recorded(e))], cancellationToken);
        Ledgers.Commit(prepared, first);
        for (var i = 0; i < prepared.Booked.Count; i++)
        {
            MarkoutFills.Follow(folded!, prepared.Booked[i], first + i);
        }

        await Applied(segment, cancellationToken);
        return first;
    }

    /// <summary>Journals what has become known, and applies it.</summary>
    internal async Task Annotate(IReadOnlyList<Annotation> annotations, CancellationToken cancellationToken)
    {
        foreach (var annotation in annotations.Where(a => a.Kind != AnnotationKind.FundingDue))
        {
            Touch(Ledgers.Find(annotation.Number)?.Event.VenueTime ?? default);
        }

        var segment = Segment;
        isApplying = true;
        await journal.Append([new Annotated(annotations)], cancellationToken);
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
    /// Another activation has written, or the store has lost entries: what this one had stored and the journal lacks is
    /// stored again. Answers how many events those were; it may not write afterwards unless there were some.
    /// </summary>
    internal async Task<int> RestoreLost(CancellationToken cancellationToken)
    {
        Take(await loading.LoadAll(cancellationToken) with { HasLostTail = hasLostTail });
        var missing = await journal.FindMissing(cancellationToken);
        var events = missing.Select(entry => entry.Entry).OfType<Recorded>().Select(recorded => recorded.Event).ToArray();
        if (folded is null || events.Length == 0)
        {
            return 0;
        }

        Ledgers.Keys = await keys.Load(cancellationToken);
        await journal.Open(null, cancellationToken);

        // Keys make storing again safe; what the entries said of fills is found out anew.
        var prepared = Ledgers.Prepare(events, StampRange.All);
        if (prepared.Booked.Count > 0)
        {
            await Book(prepared, cancellationToken);
        }

        journal.Restored(missing);
        return prepared.Booked.Count;
    }

    /// <summary>Gives the next segment a checkpoint to begin with.</summary>
    internal void Offer(string checkpoint) => journal.Offer(new(checkpoint));

    /// <summary>From now on it is noted how far back in venue time anything reaches that is written.</summary>
    internal void WatchTouches() => earliestTouched = new(long.MaxValue);

    /// <summary>Drops what a verified checkpoint holds; answers <see langword="false"/> when something has been written since that reaches into it.</summary>
    internal async Task<bool> Drop(RetentionStep step, CancellationToken cancellationToken)
    {
        if (earliestTouched <= step.UpTo)
        {
            return false;
        }

        // Changes nothing, and is refused if another activation has opened the journal: that one has read what would go.
        await Annotate([new(0, AnnotationKind.FundingDue, 0, FundingDue?.Micros)], cancellationToken);
        await store.DropSegments(instrument, step.Below, cancellationToken);
        Ledgers.Close(step.UpTo);
        (firstSegment, Floor) = (step.Below, step.UpTo);
        return true;
    }

    /// <summary>Takes in every key that the journal retains, for an import.</summary>
    internal async Task LoadAllKeys(CancellationToken cancellationToken) =>
        Ledgers.Keys = await keys.LoadAll(cancellationToken) ?? Ledgers.Keys;

    /// <summary>State after every event up to a time, from the ledgers at hand or, when it was folded away, from the journal.</summary>
    internal async Task<(FoldState State, InstrumentLedgers Ledgers)> At(Instant time, CancellationToken cancellationToken)
    {
        if (Ledgers.At(time) is { } state)
        {
            return (state, Ledgers);
        }

        var fold = await folding.ReadBefore(journal.Length, cancellationToken);
        var past = fold.Rebuild(FoldStart.Oldest).Ledgers;
        return (past.At(time) ?? past.Base().State, past);
    }

    /// <summary>Ledgers that know the state after every event up to a time; those at hand when no time is given.</summary>
    internal async Task<InstrumentLedgers> LedgersBackTo(Instant? time, CancellationToken cancellationToken) =>
        time is { } at ? (await At(at, cancellationToken)).Ledgers : Ledgers;

    /// <summary>What an activation can go on from.</summary>
    internal InventorySnapshot Snapshot()
    {
        SnapshotLength = journal.Length;
        return new()
        {
            Position = journal.Position,
            Ledgers = LedgerBaseText.Write(Ledgers.Base()),
            Window = [.. Ledgers.Window.Select(KeptEntry.Of)],
            Markouts = Markouts.ToJson(),
            Policy = folded!.Policy.ToString(),
            FundingDue = FundingDue,
            FirstSegment = firstSegment,
            Floor = Floor,
        };
    }

    /// <inheritdoc />
    public void Dispose() => journal.Dispose();

    private void Take(LoadedLedgers loaded)
    {
        (folded, firstSegment, hasLostTail) = (loaded.Folded, loaded.FirstSegment, loaded.HasLostTail);
        (FundingDue, Floor, SnapshotLength) = (loaded.FundingDue, loaded.Floor, loaded.SnapshotLength);
    }

    /// <summary>Something was stored and applied: ends a generation of keys with its segment, and folds anew what cannot be changed in place.</summary>
    private async Task Applied(int segmentBefore, CancellationToken cancellationToken)
    {
        if (Segment != segmentBefore)
        {
            keys.Seal(Ledgers.Keys);
        }

        if (Ledgers.NeedsRebuild)
        {
            var kept = Ledgers.Keys;
            folded = (await folding.ReadBefore(journal.Length, cancellationToken)).Rebuild();
            Ledgers.Keys = kept;
            Ledgers.Compact();
        }

        isApplying = false;
    }

    private void Touch(Instant time) => earliestTouched = time < earliestTouched ? time : earliestTouched;
}
