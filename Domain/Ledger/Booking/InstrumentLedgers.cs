using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>All ledgers of one instrument: checks events, folds them in canonical order, and applies later annotations.</summary>
/// <remarks>
/// Booking has two steps with the journal between them: <see cref="Prepare"/> checks events and changes nothing, <see cref="Commit"/>
/// applies them. The state is that of the events in canonical order, whatever the order of arrival. The newest events are kept, so
/// that a late one can be inserted and those after it folded again. Older ones are folded into a base, and a change to them needs a rebuild from
/// the journal: <see cref="NeedsRebuild"/>. Not safe for concurrent use.
/// </remarks>
public sealed class InstrumentLedgers
{
    private readonly EventWindow _window;
    private readonly EntryIndex _index = new();
    private readonly FillVoids _voids;
    private Magnitude _magnitude;
    private Magnitude _magnitudeOfBase;

    /// <summary>Ledgers without events.</summary>
    public InstrumentLedgers(Instrument terms)
        : this(new LedgerBase(new FoldState { Terms = terms ?? throw new ArgumentNullException(nameof(terms)) }, [], [], Magnitude.Of(terms)))
    {
    }

    /// <summary>Ledgers from a base; later events are added with <see cref="Load"/> or <see cref="Commit"/>.</summary>
    public InstrumentLedgers(LedgerBase from)
    {
        ArgumentNullException.ThrowIfNull(from);
        _window = new(from.State);
        _magnitude = _magnitudeOfBase = from.Magnitude;
        Terms = from.State.Terms;
        _voids = new(from);
    }

    /// <summary>Maximum number of events kept before the oldest are folded into the base; at least half of them stay.</summary>
    public int WindowSize { get; init; } = 32_768;

    /// <summary>Keys of booked events, for de-duplication.</summary>
    public KeyIndex Keys { get; set; } = new();

    /// <summary>State after every event.</summary>
    public FoldState State => _window.Newest;

    /// <summary>Contract terms in force.</summary>
    public Instrument Terms { get; private set; }

    /// <summary>Every ledger, ordered by the bytes of portfolio, then account.</summary>
    public IEnumerable<AccountLedger> All => State.Ledgers.Select(l => new AccountLedger(l.Key.Portfolio, l.Key.Account, l.Value));

    /// <summary>Newest events, in canonical order.</summary>
    public IReadOnlyList<LedgerEntry> Window => _window.Entries;

    /// <summary>Fills of the window whose mid or fee rate is not final yet, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> PendingFills => _index.Pending;

    /// <summary>Those of <see cref="PendingFills"/> whose mid is not final, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> PendingMids => _index.PendingMids;

    /// <summary>Those of <see cref="PendingFills"/> whose fee rate is not final, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> PendingFees => _index.PendingFees;

    /// <summary>Voids whose fill has not arrived or is of another portfolio.</summary>
    public IReadOnlyCollection<FillVoid> OpenVoids => _voids.Open;

    /// <summary>Whether an event older than the window was changed, so that only a rebuild from the journal gives the state.</summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Whether events were folded into the base. A void or annotation whose fill is not found may then belong to one of them.</summary>
    public bool HasBase => _window.Start.Events > 0;

    /// <summary>Position of the last event in the base; <see langword="null"/> when there is none.</summary>
    public EventPosition? FoldedTo => _window.Start.Last;

    /// <summary>The ledgers of one portfolio, ordered by account.</summary>
    public IEnumerable<AccountLedger> Of(string portfolio) => State.Of(portfolio).Select(l => new AccountLedger(l.Key.Portfolio, l.Key.Account, l.Value));

    /// <summary>As <see cref="PendingFills"/>, of one ledger; <see langword="null"/> when it never had one.</summary>
    public PendingFills? PendingOf(LedgerKey ledger) => _index.PendingOf(ledger);

    /// <summary>Decides which events may be booked, comparing each with the booked ones and those before it in the list. Changes nothing.</summary>
    public PreparedEvents Prepare(IReadOnlyList<LedgerEvent> events, StampRange stamps) => new EventValidator(Terms, Keys, _index.Fills, stamps).Validate(events, _magnitude);

    /// <summary>Holdings of a portfolio over the last seconds.</summary>
    /// <param name="portfolio">Name of the portfolio.</param>
    /// <param name="to">End of the history; the last second is the whole one at or before it.</param>
    /// <param name="seconds">Maximum number of seconds. There are fewer when the portfolio began later or older events are not kept.</param>
    public InventoryHistory History(string portfolio, Instant to, int seconds) => InventoryHistory.Of(_window, Terms, portfolio, to, seconds);

    /// <summary>Applies the bookable events, after the journal has stored them under consecutive numbers.</summary>
    public void Commit(PreparedEvents prepared, long firstNumber)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        for (var i = 0; i < prepared.Booked.Count; i++)
        {
            // An event that was committed before changes nothing.
            if (Keys.Add(prepared.BookedKeys[i].Key, prepared.BookedKeys[i].Digest))
            {
                Add(prepared.Booked[i], firstNumber + i);
            }
        }

        Compact();
    }

    /// <summary>Adds journaled events, in any order and without their keys, and the annotations of their fills.</summary>
    /// <param name="events">Events with the numbers of their journal entries.</param>
    /// <param name="annotations">Annotations of fills.</param>
    /// <param name="isTail">Whether the journal retains more events than are given. A void or annotation whose fill is not found may then belong to one in the base, and needs a rebuild.</param>
    public void Load(IEnumerable<(LedgerEvent Event, long Number)> events, IEnumerable<Annotation> annotations, bool isTail = false)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(annotations);
        var loaded = new List<LedgerEntry>();
        var items = new List<FillVoid>();
        foreach (var (ledgerEvent, number) in events)
        {
            _magnitude = _magnitude.With(ledgerEvent, Terms.Kind);
            if (ledgerEvent is FillVoid item)
            {
                items.Add(item);
            }
            else if (_window.Start.Last is { } last && EventPosition.Of(ledgerEvent) <= last)
            {
                NeedsRebuild |= EventPosition.Of(ledgerEvent) != last;
            }
            else
            {
                loaded.Add(Index(new(ledgerEvent, number), updatesPending: false));
            }
        }

        foreach (var annotation in annotations)
        {
            if (_index.Find(annotation.Number) is { } entry)
            {
                entry.Apply(annotation);
                _index.UpdatePending(entry, Terms);
                _window.Changed(entry);
            }
            else
            {
                NeedsRebuild |= isTail && annotation.Kind.IsOfLedger();
            }
        }

        // Done after the annotations, because they complete nearly every fill of a long journal, which then need not be sorted in.
        loaded.ForEach(entry => _index.UpdatePending(entry, Terms));
        _window.InsertAll(loaded);

        // When every retained event is given, a void without its fill waits for it and needs no rebuild.
        var needsRebuild = NeedsRebuild;
        items.ForEach(Add);
        NeedsRebuild = isTail ? NeedsRebuild : needsRebuild;
    }

    /// <summary>Restores entries that <see cref="Window"/> gave.</summary>
    public void Restore(IEnumerable<KeptEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var restored = entries.Select(kept => new LedgerEntry(kept)).ToList();
        foreach (var entry in restored)
        {
            _magnitude = _magnitude.With(entry.Event, Terms.Kind);
            Index(entry, matchesVoids: false);
        }

        _window.InsertAll(restored);
    }

    /// <summary>Applies an annotation of a fill.</summary>
    public void Annotate(in Annotation annotation)
    {
        if (_index.Find(annotation.Number) is not { } entry)
        {
            NeedsRebuild |= annotation.Kind.IsOfLedger();
            return;
        }

        var before = entry.Facts;
        entry.Apply(annotation);
        _index.UpdatePending(entry, Terms);
        if (entry.Facts != before && !entry.IsVoided)
        {
            _window.Changed(entry);
        }
    }

    /// <summary>The entry with a number; <see langword="null"/> when it is not in the window.</summary>
    public LedgerEntry? Find(long number) => _index.Find(number);

    /// <summary>The fill with a key; <see langword="null"/> when it is not in the window.</summary>
    public LedgerEntry? FindFill(EventKey key) => _index.FindFill(key);

    /// <summary>Value function at a position in the canonical order within the window.</summary>
    public ContractValue ContractAt(EventPosition position) => new(_window.Start.Terms.Kind, _index.MultiplierAt(position, _window.Start.Terms.Multiplier));

    /// <summary>Requires a rebuild from the journal, for a state derived from these ledgers.</summary>
    public void RequireRebuild() => NeedsRebuild = true;

    /// <summary>State after every event up to and including a time; <see langword="null"/> when only the journal can give it.</summary>
    public FoldState? At(Instant time) => _window.At(time);

    /// <summary>State at the start of the window; with the window's events it gives the current state.</summary>
    public LedgerBase Base() => Base(_window.Start, _magnitudeOfBase);

    /// <summary>State after every event up to a time, as a base for later events; <see langword="null"/> when only the journal can give it.</summary>
    public LedgerBase? BaseAt(Instant time) => At(time) is not { } state ? null : Base(
        state, _window.Entries.TakeWhile(e => e.Position.Time <= time).Aggregate(_magnitudeOfBase, (bound, e) => bound.With(e.Event, Terms.Kind)));

    /// <summary>Hexadecimal digest over all ledgers and open voids, equal for equal events in whatever order they arrived.</summary>
    public string StateHash() => _voids.AddOpen(new StateDigest().Add(State.FullHash())).ToHex();

    /// <summary>Folds the oldest events into the base while the window is over its size, or another one, but none from the oldest pending fill on.</summary>
    public void Compact(int? otherSize = null)
    {
        var (size, events) = (otherSize ?? WindowSize, _window.Entries.Count);
        if (events > size)
        {
            // If the window is far over its size even pending fills are folded away; their annotations then need a rebuild.
            var most = _index.Pending.Min is { } open && events <= 16L * size ? _window.CountBefore(open.Position) : events;
            Forget(Math.Min(events - (size / 2), most));
        }
    }

    /// <summary>Makes events up to a time unchangeable. A void of one of their fills stays open, as after a rebuild from a base of that time.</summary>
    public void Close(Instant upTo)
    {
        var closed = _window.Entries.TakeWhile(entry => entry.Position.Time <= upTo).ToArray();
        Forget(closed.Length);

        // The window removes only whole intervals, so some of these events may stay in it; they only count in the sums.
        Array.ForEach(closed, _index.Close);
    }

    private void Forget(int count)
    {
        foreach (var gone in _window.Forget(count))
        {
            _magnitudeOfBase = _magnitudeOfBase.With(gone.Event, Terms.Kind);
            _index.Remove(gone);
        }
    }

    private LedgerBase Base(FoldState state, Magnitude bound) => new(state, _voids.OrderedOpen, _voids.OrderedApplied, bound);

    private void Add(LedgerEvent ledgerEvent, long number)
    {
        _magnitude = _magnitude.With(ledgerEvent, Terms.Kind);
        if (ledgerEvent is FillVoid item)
        {
            Add(item);
        }
        else if (_window.Start.Last is { } last && EventPosition.Of(ledgerEvent) < last)
        {
            NeedsRebuild = true;
        }
        else
        {
            // Markouts of later fills were computed with the earlier terms.
            NeedsRebuild |= ledgerEvent is TermsChange && _index.Fills.Values.Any(known => known.Position > EventPosition.Of(ledgerEvent));
            _window.Insert(Index(new(ledgerEvent, number)));
        }
    }

    private void Add(FillVoid item)
    {
        var entry = _index.FindFill(item.FillKey);
        switch (_voids.Add(item, entry?.Event))
        {
            case VoidOutcome.Open:
                NeedsRebuild |= entry is null && HasBase;
                break;
            case VoidOutcome.Applied:
                entry!.IsVoided = true;
                _index.UpdatePending(entry, Terms);
                _window.Changed(entry);
                break;
        }
    }

    /// <param name="entry">The entry.</param>
    /// <param name="updatesPending">Whether to update the pending fills here; if not, the caller does so.</param>
    /// <param name="matchesVoids">Whether an open void may belong to it. A void that is open beside its fill arrived after the fill was closed.</param>
    private LedgerEntry Index(LedgerEntry entry, bool updatesPending = true, bool matchesVoids = true)
    {
        _index.Add(entry);
        if (entry.Event is Fill fill)
        {
            if (matchesVoids)
            {
                _voids.Match(fill);
            }

            entry.IsVoided = _voids.HasVoided(fill);
            if (updatesPending)
            {
                _index.UpdatePending(entry, Terms);
            }
        }
        else if (entry.Event is TermsChange)
        {
            Terms = Terms with { Multiplier = _index.Multiplier(Terms.Multiplier) };
        }

        return entry;
    }
}
