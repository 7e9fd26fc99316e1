using System.Text.Json;
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
    private readonly IJournalStore _store;
    private readonly InstrumentId _instrument;
    private readonly JournalOptions _options;
    private readonly Func<Instant> _now;
    private readonly ILogger _logger;
    private readonly Journal _journal;
    private FoldedLedgers? _rebuilt;
    private string? _checkpoint;
    private int _firstSegment;
    private Instant _touched;
    private bool _isApplying;
    private bool _hasLostTail;
    private bool _hasAllKeys;

    /// <param name="store">Where the journal is.</param>
    /// <param name="instrument">Whose it is.</param>
    /// <param name="options">How it is cut and kept.</param>
    /// <param name="now">What ages of events are measured from; in a replay that is the recording's time.</param>
    /// <param name="time">Wall clock, for the journal's own entries.</param>
    /// <param name="logger">Told of what was unusual.</param>
    internal LedgerJournal(
        IJournalStore store, InstrumentId instrument, JournalOptions options, Func<Instant> now, TimeProvider time, ILogger logger)
    {
        (_store, _instrument, _options, _now, _logger) = (store, instrument, options, now, logger);
        _journal = new(store, instrument, options, time, logger) { MakeCheckpoint = TakeCheckpoint };
    }

    internal bool IsLoaded => _rebuilt is not null;

    internal bool IsOpen => _journal.Epoch > 0;

    internal long Epoch => _journal.Epoch;

    internal long Length => _journal.Length;

    internal int Segment => _journal.Position.Segment;

    internal InstrumentLedgers Ledgers => _rebuilt!.Ledgers;

    internal MarkoutTracker Markouts => _rebuilt!.Markouts;

    /// <summary>Next funding time written down; <see langword="null"/> for none.</summary>
    internal Instant? FundingDue { get; private set; }

    /// <summary>Last venue time that is only in a checkpoint, its events having been dropped; <see langword="null"/> while every event is retained.</summary>
    internal Instant? Floor { get; private set; }

    /// <summary>Number of the entry up to which a snapshot was made.</summary>
    internal long SnapshotLength { get; private set; }

    /// <summary>
    /// Whether the state holds all that was ever journaled; not so once a write or its application has failed, nor where a
    /// snapshot has seen entries that are gone: that one is kept, so that the loss goes on being told.
    /// </summary>
    internal bool IsWhole => IsOpen && !_isApplying && !Ledgers.NeedsRebuild && !_hasLostTail;

    internal string StateHash() => _rebuilt!.StateHash();

    /// <summary>Starts an instrument that has no journal; nothing is written yet.</summary>
    internal void Start(Instrument terms, LedgerPolicy policy)
    {
        var markouts = new MarkoutTracker(terms.Id, terms.Settle, policy.Markouts);
        _rebuilt = new(new(terms), markouts, policy);
    }

    /// <summary>Reads snapshot and journal, or the journal alone; answers whether there is one.</summary>
    /// <exception cref="JournalDamagedException">The journal is not as it must be.</exception>
    internal async Task<bool> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is not { Position.Number: > 0 } || !await TryLoad(snapshot, cancellationToken))
        {
            await LoadAll(cancellationToken);
        }

        if (_rebuilt is null)
        {
            return false;
        }

        await LoadKeys(KeysSince, cancellationToken);
        return true;
    }

    /// <summary>Fences every older activation.</summary>
    internal async Task Open(CancellationToken cancellationToken)
    {
        var isNew = _journal.Length == 0;
        await _journal.Open(isNew ? new Terms(Ledgers.Terms, _rebuilt!.Policy.ToString()) : null, cancellationToken);
    }

    /// <summary>Journals what was judged bookable, and applies it. Answers the number of the first.</summary>
    internal async Task<long> Book(PreparedEvents prepared, CancellationToken cancellationToken)
    {
        var segment = _journal.Position.Segment;
        foreach (var booked in prepared.Booked)
        {
            Touch(booked is FillVoid taken ? Ledgers.FindFill(taken.FillKey) : null, booked is FillVoid ? default : booked.VenueTime);
        }

        _isApplying = true;
        var first = await _journal.Append([.. prepared.Booked.Select(e => new Recorded(e))], cancellationToken);
        Ledgers.Commit(prepared, first);
        for (var i = 0; i < prepared.Booked.Count; i++)
        {
            Follow(prepared.Booked[i], first + i);
        }

        SealKeys(segment);
        if (Ledgers.NeedsRebuild)
        {
            await Rebuild(cancellationToken);
        }

        _isApplying = false;
        return first;
    }

    /// <summary>Journals what has become known, and applies it.</summary>
    internal async Task Annotate(IReadOnlyList<Annotation> found, CancellationToken cancellationToken)
    {
        foreach (var annotation in found.Where(a => a.Kind != AnnotationKind.FundingDue))
        {
            Touch(Ledgers.Find(annotation.Number), default);
        }

        var segment = _journal.Position.Segment;
        _isApplying = true;
        await _journal.Append([new Annotated(found)], cancellationToken);
        SealKeys(segment);
        foreach (var annotation in found)
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

        if (Ledgers.NeedsRebuild)
        {
            await Rebuild(cancellationToken);
        }

        _isApplying = false;
    }

    /// <summary>
    /// Another activation has written, or the store has lost entries: what this one had stored and the journal lacks is
    /// stored again. Answers how many events those were; it may not write afterwards unless there were some.
    /// </summary>
    internal async Task<int> RestoreLost(CancellationToken cancellationToken)
    {
        await LoadAll(cancellationToken);
        var missing = await _journal.FindMissing(cancellationToken);
        if (_rebuilt is null || !missing.Any(entry => entry.Entry is Recorded))
        {
            return 0;
        }

        await LoadKeys(KeysSince, cancellationToken);
        await _journal.Open(null, cancellationToken);
        return await Restore(missing, cancellationToken);
    }

    /// <summary>Folds everything the journal retains anew; keys are kept.</summary>
    internal async Task Rebuild(CancellationToken cancellationToken)
    {
        var keys = Ledgers.Keys;
        var chain = await Read(cancellationToken);
        _rebuilt = chain.Rebuild();
        Ledgers.Keys = keys;
        Ledgers.Compact();
    }

    /// <summary>Gives the next segment a checkpoint to begin with.</summary>
    internal void Offer(string checkpoint) => _checkpoint = checkpoint;

    /// <summary>From now on it is noted how far back in venue time anything reaches that is written.</summary>
    internal void WatchTouches() => _touched = new(long.MaxValue);

    /// <summary>Drops what a verified checkpoint holds; answers <see langword="false"/> when something has been written since that reaches into it.</summary>
    internal async Task<bool> Drop(RetentionStep step, CancellationToken cancellationToken)
    {
        if (_touched <= step.UpTo)
        {
            return false;
        }

        // Changes nothing, and is refused if another activation has opened the journal: that one has read what would go.
        await Annotate([new(0, AnnotationKind.FundingDue, 0, FundingDue?.Micros)], cancellationToken);
        await _store.DropSegments(_instrument, step.Below, cancellationToken);
        Ledgers.Close(step.UpTo);
        (_firstSegment, Floor) = (step.Below, step.UpTo);
        return true;
    }

    /// <summary>Every key that the journal retains, for an import.</summary>
    internal async Task LoadAllKeys(CancellationToken cancellationToken)
    {
        if (!_hasAllKeys)
        {
            await LoadKeys(new(long.MinValue), cancellationToken);
            _hasAllKeys = true;
        }
    }

    /// <summary>State after every event up to a time.</summary>
    internal async Task<(FoldState State, InstrumentLedgers Ledgers)> At(Instant time, CancellationToken cancellationToken)
    {
        if (Ledgers.At(time) is { } state)
        {
            return (state, Ledgers);
        }

        var chain = await Read(cancellationToken);
        var past = chain.Rebuild(fromOldest: true).Ledgers;
        return (past.At(time) ?? past.Base().State, past);
    }

    /// <summary>Ledgers that know the state after every event up to a time: those at hand, or from the journal when it was folded away.</summary>
    internal async Task<InstrumentLedgers> Reaching(Instant? time, CancellationToken cancellationToken) =>
        time is { } at ? (await At(at, cancellationToken)).Ledgers : Ledgers;

    /// <summary>What an activation can go on from.</summary>
    internal InventorySnapshot Snapshot()
    {
        SnapshotLength = _journal.Length;
        return new()
        {
            Position = _journal.Position,
            Ledgers = LedgerBaseText.Write(Ledgers.Base()),
            Window = [.. Ledgers.Window.Select(KeptEntry.Of)],
            Markouts = Markouts.ToJson(),
            Policy = _rebuilt!.Policy.ToString(),
            FundingDue = FundingDue,
            FirstSegment = _firstSegment,
            Floor = Floor,
        };
    }

    /// <inheritdoc />
    public void Dispose() => _journal.Dispose();

    private async Task<bool> TryLoad(InventorySnapshot snapshot, CancellationToken cancellationToken)
    {
        // The window of one made before a drop holds fills that a rebuild from the journal finds only in a checkpoint.
        _firstSegment = await FirstSegment(cancellationToken);
        if (snapshot.FirstSegment != _firstSegment)
        {
            return false;
        }

        var tail = new LedgerFold();
        try
        {
            await _journal.Load(snapshot.Position, tail.Take, cancellationToken);
        }
        catch (JournalDamagedException e) when (e.Damage?.Kind is DamageKind.LostTail or DamageKind.MissingSegment)
        {
            _hasLostTail = e.Damage.Kind == DamageKind.LostTail;
            Action<ILogger, Exception, InstrumentId> tell = _hasLostTail ? LedgerLog.TailLost : LedgerLog.SnapshotUnusable;
            tell(_logger, e, _instrument);
            return false;
        }

        FoldedLedgers? restored;
        try
        {
            restored = Restore(snapshot, tail);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            LedgerLog.SnapshotUnusable(_logger, e, _instrument);
            return false;
        }

        _rebuilt = restored;
        FundingDue = tail.FundingDue ?? snapshot.FundingDue;
        Floor = snapshot.Floor;
        SnapshotLength = snapshot.Position.Number;
        return restored is not null;
    }

    /// <summary>A snapshot's state with what followed it; <see langword="null"/> when only the whole journal gives that.</summary>
    internal static FoldedLedgers? Restore(InventorySnapshot snapshot, LedgerFold tail)
    {
        var ledgers = new InstrumentLedgers(LedgerBaseText.Read(snapshot.Ledgers));
        ledgers.Restore(snapshot.Window);
        if (snapshot.Floor is { } floor)
        {
            ledgers.Close(floor);
        }

        var rebuilt = new FoldedLedgers(ledgers, MarkoutTracker.Parse(snapshot.Markouts), LedgerPolicy.Parse(snapshot.Policy));
        tail.AddTo(rebuilt);
        return ledgers.NeedsRebuild ? null : rebuilt;
    }

    private async Task LoadAll(CancellationToken cancellationToken)
    {
        var chain = new LedgerFold();
        _firstSegment = await FirstSegment(cancellationToken);
        await _journal.Load(default, chain.Take, cancellationToken);
        _rebuilt = chain.HasTerms ? chain.Rebuild() : null;
        _rebuilt?.Ledgers.Compact();
        FundingDue = chain.FundingDue;
        Floor = chain.Floor?.UpTo;
        SnapshotLength = 0;
    }

    private async Task LoadKeys(Instant since, CancellationToken cancellationToken)
    {
        var keys = new KeyIndex();
        foreach (var table in await _journal.LoadKeys(since, cancellationToken))
        {
            keys.AddSealed(table.LastTime ?? default, table.Rows.Select(row => KeyValuePair.Create(row.Key, row.Digest)));
        }

        foreach (var row in _journal.OpenKeys)
        {
            keys.Add(row.Key, row.Digest);
        }

        Ledgers.Keys = keys;
    }

    /// <summary>Stamps may be a little ahead of now, and their keys have to outlast them.</summary>
    private Instant KeysSince => _now() - _options.DedupeDays - TimeSpan.FromMinutes(1);

    private void SealKeys(int segment)
    {
        if (_journal.Position.Segment != segment)
        {
            Ledgers.Keys.Seal(_now());
            Ledgers.Keys.DropBefore(KeysSince);
            _hasAllKeys = false;
        }
    }

    /// <summary>Keys make storing again safe; what the entries said of fills is found out anew.</summary>
    private async Task<int> Restore(IReadOnlyList<NumberedEntry> missing, CancellationToken cancellationToken)
    {
        var prepared = Ledgers.Prepare([.. missing.Select(entry => entry.Entry).OfType<Recorded>().Select(recorded => recorded.Event)], StampRange.All);
        if (prepared.Booked.Count > 0)
        {
            await Book(prepared, cancellationToken);
        }

        _journal.Restored(missing);
        return prepared.Booked.Count;
    }

    private void Follow(LedgerEvent booked, long number)
    {
        if (booked is Fill && Ledgers.Find(number) is { } entry)
        {
            MarkoutFills.Add(Markouts, entry, Ledgers);
            if (entry.IsVoided)
            {
                Markouts.Void(number);
            }
        }
        else if (booked is FillVoid taken && Ledgers.FindFill(taken.FillKey) is { IsVoided: true } voided && !Markouts.Void(voided.Number))
        {
            // Its markouts are only in the sums by now; taking them out needs what the journal holds of it.
            Ledgers.RequireRebuild();
        }
    }

    private async Task<int> FirstSegment(CancellationToken cancellationToken) =>
        (await _store.GetSegments(_instrument, cancellationToken))?.First ?? 0;

    /// <summary>Everything retained that this writer knows; begun again when segments are dropped meanwhile.</summary>
    private async Task<LedgerFold> Read(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (chain, first) = (new LedgerFold(), await FirstSegment(cancellationToken));
            try
            {
                await foreach (var record in new JournalReader(_store, _instrument).ReadAll(cancellationToken))
                {
                    if (record.Number < _journal.Length)
                    {
                        chain.Take(new(record.Number, record.Entry));
                    }
                }

                return chain;
            }
            catch (JournalDamagedException) when (first < _firstSegment)
            {
                // Dropped by this activation while it was read.
            }
        }
    }

    private void Touch(LedgerEntry? entry, Instant otherwise)
    {
        var time = entry?.Event.VenueTime ?? otherwise;
        _touched = time < _touched ? time : _touched;
    }

    private CheckpointState? TakeCheckpoint()
    {
        var text = _checkpoint;
        _checkpoint = null;
        return text is null ? null : new(text);
    }

}
