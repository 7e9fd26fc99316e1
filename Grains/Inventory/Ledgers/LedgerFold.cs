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

/// <summary>Where a rebuild begins.</summary>
internal enum FoldStart
{
    /// <summary>At the newest usable checkpoint.</summary>
    NewestCheckpoint,

    /// <summary>At the first retained entry, or the oldest usable checkpoint when segments were dropped.</summary>
    Oldest,
}

/// <summary>Collects the entries of a journal and folds them into ledgers and markouts.</summary>
internal sealed class LedgerFold
{
    private readonly List<(LedgerEvent Event, long Number)> _events = [];
    private readonly HashSet<EventKey> _keys = [];
    private readonly HashSet<long>? _kept;
    private readonly Instant _until = new(long.MaxValue);

    // As they came, because a long journal has many millions of annotations.
    private readonly List<(long Number, IReadOnlyList<Annotation> Items)> _annotations = [];
    private readonly List<CheckpointPart> _parts = [];
    private readonly List<LedgerCheckpoint> _checkpoints = [];
    private (Instrument Terms, string Policy)? _terms;
    private long? _first;
    private Instant? _dropped;
    private bool _knowsFunding;

    /// <summary>Last venue time of the events to keep; later ones, but no voids, are left out with their annotations. All by default.</summary>
    internal Instant Until
    {
        get => _until;
        init => (_until, _kept) = (value, value == new Instant(long.MaxValue) ? null : []);
    }

    /// <summary>Whether there is enough to rebuild from: contract terms or a checkpoint.</summary>
    internal bool HasTerms => _terms is not null || _checkpoints.Count > 0;

    /// <summary>Whether the entries begin with the journal's first.</summary>
    internal bool IsWhole => _first is null or 0;

    /// <summary>Number of the newest entry added; -1 when there is none.</summary>
    internal long LastNumber { get; private set; } = -1;

    /// <summary>Checkpoints added, oldest first.</summary>
    internal IReadOnlyList<LedgerCheckpoint> Checkpoints => _checkpoints;

    /// <summary>Oldest checkpoint that holds every event of the dropped segments; <see langword="null"/> when there is none or nothing was dropped.</summary>
    internal LedgerCheckpoint? Floor => IsWhole ? null : _checkpoints.Find(c => _dropped is not { } dropped || c.UpTo >= dropped);

    /// <summary>Events added, with the numbers of their entries.</summary>
    internal IReadOnlyList<(LedgerEvent Event, long Number)> Events => _events;

    /// <summary>Newest journaled next funding time; <see langword="null"/> when there is none.</summary>
    internal Instant? FundingDue { get; private set; }

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="InvalidDataException">The entry is an event that was added before, or a checkpoint that cannot be read.</exception>
    internal void Add(NumberedEntry numbered)
    {
        if (_first is null)
        {
            (_first, _dropped) = (numbered.Number, (numbered.Entry as SegmentHeader)?.MaxEventTime);
        }

        LastNumber = numbered.Number;
        switch (numbered.Entry)
        {
            case Terms terms:
                _terms = (terms.Instrument, terms.Policy);
                break;
            case Recorded recorded when recorded.Event.VenueTime > Until && recorded.Event is not FillVoid:
                break;
            case Recorded recorded:
                // An event booked twice would silently make the figures wrong.
                if (!_keys.Add(recorded.Event.Key))
                {
                    throw InJournalTwice(recorded.Event);
                }

                _events.Add((recorded.Event, numbered.Number));
                _kept?.Add(numbered.Number);
                break;
            case Annotated annotated:
                AddAnnotations(annotated.Items, numbered.Number);
                break;
            case CheckpointPart part:
                AddPart(part);
                break;
        }
    }

    /// <summary>Folds the entries into ledgers and markouts.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="upTo">Last venue time included; all by default.</param>
    /// <param name="through">Number of the last entry included.</param>
    /// <exception cref="InvalidDataException">The first segments were dropped, and no checkpoint holds their events.</exception>
    internal FoldedLedgers Rebuild(FoldStart from = FoldStart.NewestCheckpoint, Instant? upTo = null, long through = long.MaxValue)
    {
        var start = (from == FoldStart.Oldest ? null : _checkpoints.FindLast(IsUsable)) ?? Floor;
        if (start is null && !IsWhole)
        {
            throw new InvalidDataException($"The journal begins with entry {_first}, and no checkpoint holds the entries before it.");
        }

        var (ledgers, markouts, policy) = Begin(start);
        var events = _events.Where(e => e.Number <= through && e.Event is not FillVoid
            && (upTo is null || e.Event.VenueTime <= upTo) && (start is null || e.Event.VenueTime > start.UpTo)).ToList();

        // A void applies whatever its own time; one that the start state already contains changes nothing.
        events.AddRange(_events.Where(e => e.Number <= through && e.Event is FillVoid));
        ledgers.Load(events, Annotations(through).Where(a => a.Kind.IsOfLedger()));
        foreach (var (item, number) in events)
        {
            // In the order of the journal, as they were added when they were booked.
            if (item is not Fill || ledgers.Find(number) is not { } entry)
            {
                continue;
            }

            MarkoutFills.Add(markouts, entry, ledgers);

            // Before the annotations: a fill with all its mids may be forgotten, and then its void could not remove it.
            if (entry.IsVoided)
            {
                markouts.Void(entry.Number);
            }
        }

        foreach (var annotation in Annotations(through))
        {
            MarkoutFills.Apply(markouts, annotation);
        }

        return new(ledgers, markouts, policy);
    }

    /// <summary>State of a checkpoint; that before the first event when none is given.</summary>
    private FoldedLedgers Begin(LedgerCheckpoint? start) =>
        start?.Begin() ?? FoldedLedgers.Empty(_terms!.Value.Terms, LedgerPolicy.Parse(_terms.Value.Policy));

    /// <summary>State of a snapshot with the entries after it. It lacks those that only a rebuild from the journal can add, and then needs one.</summary>
    internal FoldedLedgers After(InventorySnapshot snapshot)
    {
        var ledgers = new InstrumentLedgers(LedgerBaseText.Read(snapshot.Ledgers));
        ledgers.Restore(snapshot.Window);
        if (snapshot.Floor is { } floor)
        {
            ledgers.Close(floor);
        }

        var state = new FoldedLedgers(ledgers, MarkoutTracker.Parse(snapshot.Markouts), LedgerPolicy.Parse(snapshot.Policy)) { Past = PastStates.Read(snapshot.Past) };
        AddTo(state, isTail: true);
        return state;
    }

    /// <summary>Adds the entries to the state before them.</summary>
    /// <param name="state">The state. Whoever keeps it reduces its window afterwards.</param>
    /// <param name="isTail">Whether the state contains every earlier entry, so that a void or annotation of an unknown fill needs a rebuild.</param>
    internal void AddTo(FoldedLedgers state, bool isTail)
    {
        if (_events.Find(e => state.Ledgers.FindFill(e.Event.Key) is not null).Event is { } twice)
        {
            throw InJournalTwice(twice);
        }

        // Markouts of later fills were computed with the earlier terms.
        if (_events.Any(e => e.Event is TermsChange && state.Ledgers.Window.Any(known => known.Position > EventPosition.Of(e.Event))))
        {
            state.Ledgers.RequireRebuild();
        }

        state.Ledgers.Load(_events, Annotations().Where(a => a.Kind.IsOfLedger()), isTail);
        foreach (var number in _events.Where(e => e.Event is Fill).Select(e => e.Number))
        {
            if (state.Ledgers.Find(number) is { } entry)
            {
                MarkoutFills.Add(state.Markouts, entry, state.Ledgers);
                if (entry.IsVoided)
                {
                    state.Markouts.Void(number);
                }
            }
        }

        foreach (var annotation in Annotations())
        {
            MarkoutFills.Apply(state.Markouts, annotation);
        }

        // A void of an earlier fill must remove its markouts as well.
        foreach (var fillVoid in _events.Select(e => e.Event).OfType<FillVoid>())
        {
            if (state.Ledgers.FindFill(fillVoid.FillKey) is { IsVoided: true } voided && !state.Markouts.Void(voided.Number))
            {
                state.Ledgers.RequireRebuild();
            }
        }

        foreach (var voided in state.Ledgers.Window.Where(entry => entry.IsVoided))
        {
            state.Markouts.Void(voided.Number);
        }

        state.Past.ChangedFrom(EarliestChange(state.Ledgers));
    }

    /// <summary>Venue time from which the entries change the ledgers; the latest possible one when they change nothing.</summary>
    private Instant EarliestChange(InstrumentLedgers ledgers) => _events.Select(e => e.Event is FillVoid item ? ledgers.FindFill(item.FillKey)?.Event.VenueTime : e.Event.VenueTime)
        .Concat(Annotations().Where(a => a.Kind.IsOfLedger()).Select(a => ledgers.Find(a.Number)?.Event.VenueTime))
        .Select(time => time ?? (ledgers.NeedsRebuild ? default(Instant) : (Instant?)null)).OfType<Instant>().DefaultIfEmpty(new(long.MaxValue)).MinBy(time => time.Micros);

    private bool Keeps(long number) => _kept is null || _kept.Contains(number);

    internal static InvalidDataException InJournalTwice(LedgerEvent booked) =>
        new($"{booked.Instrument}: {booked.Name} of account {booked.Account} is in the journal twice.");

    private void AddAnnotations(IReadOnlyList<Annotation> items, long number)
    {
        var isWhole = _kept is null;
        foreach (var item in items)
        {
            if (item.Kind == AnnotationKind.FundingDue)
            {
                (FundingDue, _knowsFunding, isWhole) = (item.Value is { } micros ? new Instant((long)micros) : null, true, false);
            }
        }

        if ((isWhole ? items : [.. items.Where(item => item.Kind != AnnotationKind.FundingDue && Keeps(item.Number))]) is { Count: > 0 } added)
        {
            _annotations.Add((number, added));
        }
    }

    /// <summary>Annotations of entries in a range, in order.</summary>
    private IEnumerable<Annotation> Annotations(long through = long.MaxValue, long after = -1)
    {
        foreach (var (number, items) in _annotations)
        {
            if (number > after && number <= through)
            {
                for (var i = 0; i < items.Count; i++)
                {
                    yield return items[i];
                }
            }
        }
    }

    private void AddPart(CheckpointPart part)
    {
        _parts.RemoveAll(known => part.Part == 0);
        _parts.Add(part);
        if (part.Part == part.Parts - 1 && CheckpointState.Join(_parts) is { } state)
        {
            var checkpoint = LedgerCheckpoint.Read(state.Text);
            _checkpoints.Add(checkpoint);

            // The checkpoint was made before its segment began, so an entry's own funding time is newer.
            FundingDue = _knowsFunding ? FundingDue : checkpoint.FundingDue;
        }
    }

    /// <summary>
    /// Whether a checkpoint holds every dropped event, and no later entry is older than its end or changes
    /// an event in it, as an import of older events or a void of one of its fills would.
    /// </summary>
    internal bool IsUsable(LedgerCheckpoint checkpoint)
    {
        if (!IsWhole && (Floor is not { } floor || checkpoint.UpTo < floor.UpTo))
        {
            return false;
        }

        var held = _events.Where(e => e.Event is not FillVoid && e.Event.VenueTime <= checkpoint.UpTo).ToArray();
        var (keys, numbers) = (held.Select(e => e.Event.Key).ToHashSet(), held.Select(e => e.Number).ToHashSet());
        return !held.Any(e => e.Number > checkpoint.Number)
            && !_events.Any(e => e.Number > checkpoint.Number && e.Event is FillVoid later && keys.Contains(later.FillKey))
            && !Annotations(after: checkpoint.Number).Any(a => a.Kind.IsOfLedger() && numbers.Contains(a.Number));
    }
}
