using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Every ledger of one instrument: judges events, folds them in canonical order, and takes in what becomes known of them.</summary>
/// <remarks>
/// Booking has two steps with the journal between them: <see cref="Prepare"/> judges and changes nothing, <see cref="Commit"/>
/// applies. The state is that of the events in canonical order, whatever order they came in. The newest events are kept, so
/// that a late one refolds what follows it; older ones are folded into a base, and what touches them needs a rebuild from
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

    /// <summary>Ledgers from a base; what follows it is added with <see cref="Load"/> or <see cref="Commit"/>.</summary>
    public InstrumentLedgers(LedgerBase from)
    {
        ArgumentNullException.ThrowIfNull(from);
        _window = new(from.State);
        _magnitude = _magnitudeOfBase = from.Magnitude;
        Terms = from.State.Terms;
        _voids = new(from);
    }

    /// <summary>Most events kept before the oldest are folded into the base; at least half of it stays.</summary>
    public int WindowSize { get; init; } = 32_768;

    /// <summary>Keys by which repeats are told.</summary>
    public KeyIndex Keys { get; set; } = new();

    /// <summary>State after every event.</summary>
    public FoldState State => _window.Newest;

    /// <summary>Terms now in force.</summary>
    public Instrument Terms { get; private set; }

    /// <summary>Every ledger, ordered by the bytes of portfolio, then account.</summary>
    public IEnumerable<AccountLedger> All => State.Ledgers.Select(l => new AccountLedger(l.Key.Portfolio, l.Key.Account, l.Value));

    /// <summary>Newest events, in canonical order.</summary>
    public IReadOnlyList<LedgerEntry> Window => _window.Entries;

    /// <summary>Fills of the window whose mid or fee rate is not settled yet, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> PendingFills => _index.Pending;

    /// <summary>Voids whose fill has not come, or is another portfolio's.</summary>
    public IReadOnlyCollection<FillVoid> OpenVoids => _voids.Open;

    /// <summary>Whether something touched an event older than the window: only a rebuild from the journal gives the state.</summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Whether events were folded away: a void or annotation that is not found may be of one of them.</summary>
    public bool HasBase => _window.Start.Events > 0;

    /// <summary>The ledgers of one portfolio, ordered by account.</summary>
    public IEnumerable<AccountLedger> Of(string portfolio) => All.Where(l => l.Portfolio == portfolio);

    /// <summary>Judges events in the order given, each against what is booked and against those before it in the list; nothing changes.</summary>
    public PreparedEvents Prepare(IReadOnlyList<LedgerEvent> events, StampRange stamps) => new EventJudge(Terms, Keys, _index.Fills, stamps).Judge(events, _magnitude);

    /// <summary>What a portfolio held over the last seconds.</summary>
    /// <param name="portfolio">Whose ledgers.</param>
    /// <param name="to">The last second is the whole one at or before it.</param>
    /// <param name="seconds">Most seconds; fewer where the portfolio began later, or where older events are not kept.</param>
    public InventoryHistory History(string portfolio, Instant to, int seconds) => InventoryHistory.Of(_window, Terms, portfolio, to, seconds);

    /// <summary>Applies what was judged bookable, once the journal holds it under consecutive numbers.</summary>
    public void Commit(PreparedEvents prepared, long firstNumber)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        for (var i = 0; i < prepared.Booked.Count; i++)
        {
            // What was committed before changes nothing.
            if (Keys.Add(prepared.BookedKeys[i].Key, prepared.BookedKeys[i].Digest))
            {
                Add(prepared.Booked[i], firstNumber + i);
            }
        }

        Compact();
    }

    /// <summary>Adds what the journal holds, in any order and without their keys, together with what it says of each fill.</summary>
    /// <param name="events">Events with the numbers of their journal entries.</param>
    /// <param name="annotations">What the journal says of fills.</param>
    /// <param name="isTail">Whether the journal retains more than is given: what touches no event here may then touch one in the base, and needs a rebuild.</param>
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
                loaded.Add(Known(new(ledgerEvent, number), settles: false));
            }
        }

        foreach (var annotation in annotations)
        {
            if (_index.Find(annotation.Number) is { } entry)
            {
                entry.Apply(annotation);
                _index.Settle(entry, Terms);
            }
            else
            {
                NeedsRebuild |= isTail && annotation.Kind.IsOfLedger();
            }
        }

        // Of a long journal nearly nothing waits: what the annotations settled need not be sorted in among it first.
        loaded.ForEach(entry => _index.Settle(entry, Terms));
        _window.InsertAll(loaded);

        // With everything retained at hand, a void without its fill waits for it.
        var needsRebuild = NeedsRebuild;
        items.ForEach(Add);
        NeedsRebuild = isTail ? NeedsRebuild : needsRebuild;
    }

    /// <summary>Puts back entries of a window as <see cref="Window"/> gave them.</summary>
    public void Restore(IEnumerable<KeptEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var restored = entries.Select(kept => new LedgerEntry(kept)).ToList();
        foreach (var entry in restored)
        {
            _magnitude = _magnitude.With(entry.Event, Terms.Kind);
            Known(entry, matchesVoids: false);
        }

        _window.InsertAll(restored);
    }

    /// <summary>Takes in what the journal says of a fill.</summary>
    public void Annotate(in Annotation annotation)
    {
        if (_index.Find(annotation.Number) is not { } entry)
        {
            NeedsRebuild |= annotation.Kind.IsOfLedger();
            return;
        }

        var before = entry.Facts;
        entry.Apply(annotation);
        _index.Settle(entry, Terms);
        if (entry.Facts != before && !entry.IsVoided)
        {
            _window.Changed(entry);
        }
    }

    /// <summary>The entry with a number, while it is in the window.</summary>
    public LedgerEntry? Find(long number) => _index.Find(number);

    /// <summary>The fill with a key, while it is in the window.</summary>
    public LedgerEntry? FindFill(EventKey key) => _index.FindFill(key);

    /// <summary>Value function at a place in the canonical order within the window.</summary>
    public ContractValue ContractAt(EventPosition position) => new(_window.Start.Terms.Kind, _index.MultiplierAt(position, _window.Start.Terms.Multiplier));

    /// <summary>Says that something resting on these ledgers can only be had from the journal.</summary>
    public void RequireRebuild() => NeedsRebuild = true;

    /// <summary>State after every event up to and including a time; <see langword="null"/> when only the journal can tell.</summary>
    public FoldState? At(Instant time) => _window.At(time);

    /// <summary>State at the start of the window, from which it and the window's events lead here.</summary>
    public LedgerBase Base() => Base(_window.Start, _magnitudeOfBase);

    /// <summary>State after every event up to a time, as a base for everything later; <see langword="null"/> when only the journal can tell.</summary>
    public LedgerBase? BaseAt(Instant time) => At(time) is not { } state ? null : Base(
        state,
        _window.Entries.TakeWhile(e => e.Position.Time <= time).Aggregate(_magnitudeOfBase, (bound, e) => bound.With(e.Event, Terms.Kind)));

    /// <summary>Hexadecimal digest over all ledgers and open voids, equal for equal events in whatever order they arrived.</summary>
    public string StateHash() => _voids.AddOpen(new StateDigest().Add(State.FullHash())).ToHex();

    /// <summary>Folds the oldest settled events into the base while the window is over its size.</summary>
    public void Compact()
    {
        if (_window.Entries.Count <= WindowSize)
        {
            return;
        }

        var count = _window.Entries.Count - (WindowSize / 2);

        // Far over its size even what is not settled goes: its annotation will need a rebuild.
        if (_index.Pending.Min is { } open && _window.Entries.Count <= 16L * WindowSize)
        {
            count = Math.Min(count, _window.CountBefore(open.Position));
        }

        Forget(count);
    }

    /// <summary>No event up to a time can be touched any more: a void of one of those fills stays open, as after a rebuild from a base of that time.</summary>
    public void Close(Instant upTo)
    {
        var closed = _window.Entries.TakeWhile(entry => entry.Position.Time <= upTo).ToArray();
        Forget(closed.Length);

        // The window folds whole intervals away; what stays of these events is only summed.
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
            // Who followed later fills did so with the terms before.
            NeedsRebuild |= ledgerEvent is TermsChange && _index.Fills.Values.Any(known => known.Position > EventPosition.Of(ledgerEvent));
            _window.Insert(Known(new(ledgerEvent, number)));
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
                _index.Settle(entry, Terms);
                _window.Changed(entry);
                break;
        }
    }

    /// <param name="entry">The entry.</param>
    /// <param name="settles">Whether it is judged here if something of it is still to become known; if not, the caller does so.</param>
    /// <param name="matchesVoids">Whether a void may have waited for it; one that is open beside a fill kept came after that was closed.</param>
    private LedgerEntry Known(LedgerEntry entry, bool settles = true, bool matchesVoids = true)
    {
        _index.Add(entry);
        if (entry.Event is Fill fill)
        {
            if (matchesVoids)
            {
                _voids.Match(fill);
            }

            entry.IsVoided = _voids.HasVoided(fill);
            if (settles)
            {
                _index.Settle(entry, Terms);
            }
        }
        else if (entry.Event is TermsChange)
        {
            Terms = Terms with { Multiplier = _index.Multiplier(Terms.Multiplier) };
        }

        return entry;
    }
}
