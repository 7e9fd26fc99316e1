using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Every ledger of one instrument: judges events, folds them in canonical order, and takes in what becomes known of them.</summary>
/// <remarks>
/// Booking has two steps with the journal between them: <see cref="Prepare"/> judges and changes nothing, <see cref="Commit"/>
/// applies. The state is that of the events in canonical order, whatever order they came in. The newest events are kept, so
/// that a late one refolds what follows it; older ones are folded into a base, and what touches them needs a rebuild from
/// the journal: <see cref="NeedsRebuild"/>. Not safe for concurrent use.
/// </remarks>
public sealed class InstrumentLedgers
{
    private readonly EventWindow window;
    private readonly EntryIndex index = new();
    private readonly FillVoids voids;
    private Magnitude magnitude;
    private Magnitude magnitudeOfBase;

    /// <summary>Ledgers without events.</summary>
    public InstrumentLedgers(Instrument terms)
        : this(new LedgerBase(new FoldState { Terms = terms ?? throw new ArgumentNullException(nameof(terms)) }, [], [], Magnitude.Of(terms)))
    {
    }

    /// <summary>Ledgers from a base; what follows it is added with <see cref="Load"/> or <see cref="Commit"/>.</summary>
    public InstrumentLedgers(LedgerBase from)
    {
        ArgumentNullException.ThrowIfNull(from);
        window = new(from.State);
        magnitude = magnitudeOfBase = from.Magnitude;
        Terms = from.State.Terms;
        voids = new(from);
    }

    /// <summary>Most events kept before the oldest are folded into the base; at least half of it stays.</summary>
    public int WindowSize { get; init; } = 32_768;

    /// <summary>Keys by which repeats are told.</summary>
    public KeyIndex Keys { get; set; } = new();

    /// <summary>State after every event.</summary>
    public FoldState State => window.Newest;

    /// <summary>Terms now in force.</summary>
    public Instrument Terms { get; private set; }

    /// <summary>Every ledger, ordered by the bytes of portfolio, then account.</summary>
    public IEnumerable<Ledger> All => State.Ledgers.Select(l => new Ledger(l.Key.Portfolio, l.Key.Account, l.Value));

    /// <summary>Newest events, in canonical order.</summary>
    public IReadOnlyList<LedgerEntry> Window => window.Entries;

    /// <summary>Fills of the window whose mid or fee rate is not settled yet, oldest first.</summary>
    public IReadOnlyCollection<LedgerEntry> PendingFills => index.Pending;

    /// <summary>Voids whose fill has not come, or is another portfolio's.</summary>
    public IReadOnlyCollection<FillVoid> OpenVoids => voids.Open;

    /// <summary>Whether something touched an event older than the window: only a rebuild from the journal gives the state.</summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Whether events were folded away: a void or annotation that is not found may be of one of them.</summary>
    public bool HasBase => window.Start.Events > 0;

    /// <summary>The ledgers of one portfolio, ordered by account.</summary>
    public IEnumerable<Ledger> Of(string portfolio) => All.Where(l => l.Portfolio == portfolio);

    /// <summary>Judges events in the order given, each against what is booked and against those before it in the list; nothing changes.</summary>
    public PreparedEvents Prepare(IReadOnlyList<LedgerEvent> events, StampRange stamps) => new EventJudge(Terms, Keys, index.Fills, stamps).Judge(events, magnitude);

    /// <summary>What a portfolio held over the last seconds.</summary>
    /// <param name="portfolio">Whose ledgers.</param>
    /// <param name="to">The last second is the whole one at or before it.</param>
    /// <param name="seconds">Most seconds; fewer where the portfolio began later, or where older events are not kept.</param>
    public InventoryHistory History(string portfolio, Instant to, int seconds) => InventoryHistory.Of(window, Terms, portfolio, to, seconds);

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
            magnitude = magnitude.With(ledgerEvent, Terms.Kind);
            if (ledgerEvent is FillVoid item)
            {
                items.Add(item);
            }
            else if (window.Start.Last is { } last && EventPosition.Of(ledgerEvent) <= last)
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
            if (index.Find(annotation.Number) is { } entry)
            {
                entry.Apply(annotation);
                index.Settle(entry, Terms);
            }
            else
            {
                NeedsRebuild |= isTail && annotation.Kind.IsOfLedger();
            }
        }

        // Of a long journal nearly nothing waits: what the annotations settled need not be sorted in among it first.
        loaded.ForEach(entry => index.Settle(entry, Terms));
        window.InsertAll(loaded);

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
            magnitude = magnitude.With(entry.Event, Terms.Kind);
            Known(entry, matchesVoids: false);
        }

        window.InsertAll(restored);
    }

    /// <summary>Takes in what the journal says of a fill.</summary>
    public void Annotate(in Annotation annotation)
    {
        if (index.Find(annotation.Number) is not { } entry)
        {
            NeedsRebuild |= annotation.Kind.IsOfLedger();
            return;
        }

        var before = entry.Facts;
        entry.Apply(annotation);
        index.Settle(entry, Terms);
        if (entry.Facts != before && !entry.IsVoided)
        {
            window.Changed(entry);
        }
    }

    /// <summary>The entry with a number, while it is in the window.</summary>
    public LedgerEntry? Find(long number) => index.Find(number);

    /// <summary>The fill with a key, while it is in the window.</summary>
    public LedgerEntry? FindFill(EventKey key) => index.FindFill(key);

    /// <summary>Value function at a place in the canonical order within the window.</summary>
    public ContractValue ContractAt(EventPosition position) => new(window.Start.Terms.Kind, index.MultiplierAt(position, window.Start.Terms.Multiplier));

    /// <summary>Says that something resting on these ledgers can only be had from the journal.</summary>
    public void RequireRebuild() => NeedsRebuild = true;

    /// <summary>State after every event up to and including a time; <see langword="null"/> when only the journal can tell.</summary>
    public FoldState? At(Instant time) => window.At(time);

    /// <summary>State at the start of the window, from which it and the window's events lead here.</summary>
    public LedgerBase Base() => Base(window.Start, magnitudeOfBase);

    /// <summary>State after every event up to a time, as a base for everything later; <see langword="null"/> when only the journal can tell.</summary>
    public LedgerBase? BaseAt(Instant time) => At(time) is not { } state ? null : Base(
        state,
        window.Entries.TakeWhile(e => e.Position.Time <= time).Aggregate(magnitudeOfBase, (bound, e) => bound.With(e.Event, Terms.Kind)));

    /// <summary>Hexadecimal digest over all ledgers and open voids, equal for equal events in whatever order they arrived.</summary>
    public string StateHash() => voids.AddOpen(new StateDigest().Add(State.FullHash())).ToHex();

    /// <summary>Folds the oldest settled events into the base while the window is over its size.</summary>
    public void Compact()
    {
        if (window.Entries.Count <= WindowSize)
        {
            return;
        }

        var count = window.Entries.Count - (WindowSize / 2);

        // Far over its size even what is not settled goes: its annotation will need a rebuild.
        if (index.Pending.Min is { } open && window.Entries.Count <= 16L * WindowSize)
        {
            count = Math.Min(count, window.CountBefore(open.Position));
        }

        Forget(count);
    }

    /// <summary>No event up to a time can be touched any more: a void of one of those fills stays open, as after a rebuild from a base of that time.</summary>
    public void Close(Instant upTo)
    {
        var closed = window.Entries.TakeWhile(entry => entry.Position.Time <= upTo).ToArray();
        Forget(closed.Length);

        // The window folds whole intervals away; what stays of these events is only summed.
        Array.ForEach(closed, index.Close);
    }

    private void Forget(int count)
    {
        foreach (var gone in window.Forget(count))
        {
            magnitudeOfBase = magnitudeOfBase.With(gone.Event, Terms.Kind);
            index.Remove(gone);
        }
    }

    private LedgerBase Base(FoldState state, Magnitude bound) => new(state, voids.OrderedOpen, voids.OrderedApplied, bound);

    private void Add(LedgerEvent ledgerEvent, long number)
    {
        magnitude = magnitude.With(ledgerEvent, Terms.Kind);
        if (ledgerEvent is FillVoid item)
        {
            Add(item);
        }
        else if (window.Start.Last is { } last && EventPosition.Of(ledgerEvent) < last)
        {
            NeedsRebuild = true;
        }
        else
        {
            // Who followed later fills did so with the terms before.
            NeedsRebuild |= ledgerEvent is TermsChange && index.Fills.Values.Any(known => known.Position > EventPosition.Of(ledgerEvent));
            window.Insert(Known(new(ledgerEvent, number)));
        }
    }

    private void Add(FillVoid item)
    {
        var entry = index.FindFill(item.FillKey);
        switch (voids.Add(item, entry?.Event))
        {
            case VoidOutcome.Open:
                NeedsRebuild |= entry is null && HasBase;
                break;
            case VoidOutcome.Applied:
                entry!.IsVoided = true;
                index.Settle(entry, Terms);
                window.Changed(entry);
                break;
        }
    }

    /// <param name="entry">The entry.</param>
    /// <param name="settles">Whether it is judged here if something of it is still to become known; if not, the caller does so.</param>
    /// <param name="matchesVoids">Whether a void may have waited for it; one that is open beside a fill kept came after that was closed.</param>
    private LedgerEntry Known(LedgerEntry entry, bool settles = true, bool matchesVoids = true)
    {
        index.Add(entry);
        if (entry.Event is Fill fill)
        {
            if (matchesVoids)
            {
                voids.Match(fill);
            }

            entry.IsVoided = voids.HasVoided(fill);
            if (settles)
            {
                index.Settle(entry, Terms);
            }
        }
        else if (entry.Event is TermsChange)
        {
            Terms = Terms with { Multiplier = index.Multiplier(Terms.Multiplier) };
        }

        return entry;
    }
}
