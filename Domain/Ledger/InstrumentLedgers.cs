using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>One account's position in one instrument for one portfolio.</summary>
/// <param name="Portfolio">Portfolio it belongs to.</param>
/// <param name="Account">Venue account.</param>
/// <param name="State">What its events add up to.</param>
public sealed record Ledger(string Portfolio, string Account, LedgerState State);

/// <summary>Every ledger of one instrument: judges events, folds them in canonical order, and takes in what becomes known of them.</summary>
/// <remarks>
/// Booking has two steps with the journal between them: <see cref="Prepare"/> judges and changes nothing, <see cref="Commit"/>
/// applies. The state is that of the events in canonical order, whatever order they came in. The newest events are kept, so
/// that a late one refolds what follows it; older ones are folded into a base, and what touches them needs a rebuild from
/// the journal: <see cref="NeedsRebuild"/>. Not safe for concurrent use.
/// </remarks>
public sealed partial class InstrumentLedgers
{
    private readonly EventWindow window;
    private readonly Dictionary<long, LedgerEntry> byNumber = [];
    private readonly Dictionary<EventKey, LedgerEntry> fills = [];
    private readonly Dictionary<EventKey, FillVoid> openVoids = [];
    private readonly SortedSet<LedgerEntry> undecided = new(Comparer<LedgerEntry>.Create((x, y) => x.Position.CompareTo(y.Position)));
    private readonly SortedSet<LedgerEntry> termsChanges = new(Comparer<LedgerEntry>.Create((x, y) => x.Position.CompareTo(y.Position)));
    private readonly Dictionary<EventKey, FillVoid> appliedVoids = [];
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
        foreach (var open in from.OpenVoids)
        {
            openVoids[open.FillKey] = open;
        }

        foreach (var applied in from.AppliedVoids)
        {
            appliedVoids[applied.FillKey] = applied;
        }
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
    public IReadOnlyCollection<LedgerEntry> Undecided => undecided;

    /// <summary>Voids whose fill has not come, or is another portfolio's.</summary>
    public IReadOnlyCollection<FillVoid> OpenVoids => openVoids.Values;

    /// <summary>Whether something touched an event older than the window: only a rebuild from the journal gives the state.</summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Whether events were folded away: a void or annotation that is not found may be of one of them.</summary>
    public bool HasBase => window.Start.Events > 0;

    /// <summary>The ledgers of one portfolio, ordered by account.</summary>
    public IEnumerable<Ledger> Of(string portfolio) => All.Where(l => l.Portfolio == portfolio);

    /// <summary>Applies what was judged bookable, once the journal holds it under consecutive numbers.</summary>
    public void Commit(PreparedEvents prepared, long firstNumber)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        for (var i = 0; i < prepared.Booked.Count; i++)
        {
            // What was committed before changes nothing.
            if (Keys.Add(prepared.BookedKeys[i].Key, prepared.BookedKeys[i].Digest))
            {
                Take(prepared.Booked[i], firstNumber + i);
            }
        }

        Compact();
    }

    /// <summary>Adds what the journal holds, in any order and without their keys, together with what it says of each fill.</summary>
    /// <param name="events">Events with the numbers of their journal entries.</param>
    /// <param name="annotations">What the journal says of fills.</param>
    /// <param name="isTail">
    /// Whether the journal retains more that is not given: then what touches no event in the window may touch one in the base, and needs a rebuild.
    /// </param>
    public void Load(IEnumerable<(LedgerEvent Event, long Number)> events, IEnumerable<Annotation> annotations, bool isTail = false)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(annotations);
        var loaded = new List<LedgerEntry>();
        var voids = new List<FillVoid>();
        foreach (var (ledgerEvent, number) in events)
        {
            magnitude = magnitude.With(ledgerEvent, Terms.Kind);
            if (ledgerEvent is FillVoid taken)
            {
                voids.Add(taken);
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
            if (byNumber.TryGetValue(annotation.Number, out var entry))
            {
                Put(entry, annotation);
            }
            else
            {
                NeedsRebuild |= isTail && annotation.Kind.IsOfLedger();
            }
        }

        // Of a long journal nearly nothing waits: what the annotations settled need not be sorted in among it first.
        loaded.ForEach(Settle);
        window.InsertAll(loaded);

        // With everything retained at hand, a void without its fill waits for it.
        var needsRebuild = NeedsRebuild;
        voids.ForEach(TakeVoid);
        NeedsRebuild = isTail ? NeedsRebuild : needsRebuild;
    }

    /// <summary>Puts back entries of a window as <see cref="Window"/> gave them.</summary>
    public void Restore(IEnumerable<KeptEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var restored = new List<LedgerEntry>();
        foreach (var kept in entries)
        {
            var entry = new LedgerEntry(kept.Event, kept.Number) { Facts = kept.Facts, NoFeeRate = kept.NoFeeRate, IsVoided = kept.IsVoided };
            magnitude = magnitude.With(kept.Event, Terms.Kind);
            restored.Add(Known(entry, meetsVoids: false));
        }

        window.InsertAll(restored);
    }

    /// <summary>Takes in what the journal says of a fill.</summary>
    public void Annotate(in Annotation annotation)
    {
        if (!byNumber.TryGetValue(annotation.Number, out var entry))
        {
            NeedsRebuild |= annotation.Kind.IsOfLedger();
            return;
        }

        var before = entry.Facts;
        Put(entry, annotation);
        if (entry.Facts != before && !entry.IsVoided)
        {
            window.Changed(entry);
        }
    }

    /// <summary>The entry with a number, while it is in the window.</summary>
    public LedgerEntry? Find(long number) => byNumber.GetValueOrDefault(number);

    /// <summary>The fill with a key, while it is in the window.</summary>
    public LedgerEntry? FindFill(EventKey key) => fills.GetValueOrDefault(key);

    /// <summary>Value function at a place in the canonical order within the window.</summary>
    public ContractValue ContractAt(EventPosition position) => termsChanges.Count == 0
        ? window.Start.Terms.Contract
        : new(window.Start.Terms.Kind, termsChanges.Where(entry => entry.Position < position).Select(entry => ((TermsChange)entry.Event).Multiplier)
            .LastOrDefault(window.Start.Terms.Multiplier));

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
    public string StateHash()
    {
        var digest = new StateDigest().Add(State.FullHash());
        foreach (var open in Ordered(openVoids))
        {
            digest.Add(open.Account).Add(open.TradeId).Add((int)open.Side).Add(open.PayloadDigest());
        }

        return digest.ToHex();
    }

    /// <summary>Folds the oldest settled events into the base while the window is over its size.</summary>
    public void Compact()
    {
        if (window.Entries.Count <= WindowSize)
        {
            return;
        }

        var count = window.Entries.Count - (WindowSize / 2);

        // Far over its size even what is not settled goes: its annotation will need a rebuild.
        if (undecided.Min is { } open && window.Entries.Count <= 16L * WindowSize)
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
        foreach (var entry in closed)
        {
            byNumber.Remove(entry.Number);
            fills.Remove(entry.Position.Key);
            undecided.Remove(entry);
        }
    }

    private void Forget(int count)
    {
        foreach (var gone in window.Forget(count))
        {
            magnitudeOfBase = magnitudeOfBase.With(gone.Event, Terms.Kind);
            byNumber.Remove(gone.Number);
            fills.Remove(gone.Position.Key);
            termsChanges.Remove(gone);
            undecided.Remove(gone);
        }
    }

    private LedgerBase Base(FoldState state, Magnitude bound) => new(state, Ordered(openVoids), Ordered(appliedVoids), bound);

    private static FillVoid[] Ordered(Dictionary<EventKey, FillVoid> voids) => [.. voids.Values.OrderBy(EventPosition.Of)];

    private void Take(LedgerEvent ledgerEvent, long number)
    {
        magnitude = magnitude.With(ledgerEvent, Terms.Kind);
        if (ledgerEvent is FillVoid taken)
        {
            TakeVoid(taken);
        }
        else if (window.Start.Last is { } last && EventPosition.Of(ledgerEvent) < last)
        {
            NeedsRebuild = true;
        }
        else
        {
            // Who followed later fills did so with the terms before.
            NeedsRebuild |= ledgerEvent is TermsChange && fills.Values.Any(known => known.Position > EventPosition.Of(ledgerEvent));
            window.Insert(Known(new(ledgerEvent, number)));
        }
    }

    private void TakeVoid(FillVoid taken)
    {
        if (appliedVoids.ContainsKey(taken.FillKey) || openVoids.ContainsKey(taken.FillKey))
        {
            return;
        }

        if (!fills.TryGetValue(taken.FillKey, out var entry))
        {
            openVoids[taken.FillKey] = taken;
            NeedsRebuild |= HasBase;
        }
        else if (entry.Event.Portfolio == taken.Portfolio)
        {
            appliedVoids[taken.FillKey] = taken;
            entry.IsVoided = true;
            Settle(entry);
            window.Changed(entry);
        }
        else
        {
            openVoids[taken.FillKey] = taken;
        }
    }

    /// <param name="entry">The entry.</param>
    /// <param name="settles">Whether it is judged here if something of it is still to come; if not, the caller does so.</param>
    /// <param name="meetsVoids">Whether a void may have waited for it; one that is open beside a fill kept came after that was closed.</param>
    private LedgerEntry Known(LedgerEntry entry, bool settles = true, bool meetsVoids = true)
    {
        byNumber[entry.Number] = entry;
        if (entry.Event is Fill fill)
        {
            fills[fill.Key] = entry;
            if (meetsVoids && openVoids.TryGetValue(fill.Key, out var open) && open.Portfolio == fill.Portfolio)
            {
                openVoids.Remove(fill.Key);
                appliedVoids[fill.Key] = open;
            }

            entry.IsVoided = appliedVoids.ContainsKey(fill.Key);
            if (settles)
            {
                Settle(entry);
            }
        }
        else if (entry.Event is TermsChange && termsChanges.Add(entry))
        {
            Terms = Terms with { Multiplier = ((TermsChange)termsChanges.Max!.Event).Multiplier };
        }

        return entry;
    }

    private void Put(LedgerEntry entry, in Annotation annotation)
    {
        var value = annotation.Value > 0 ? annotation.Value : null;
        (entry.Facts, entry.NoFeeRate) = annotation.Kind switch
        {
            AnnotationKind.Mid when value is not null => (entry.Facts with { Knowledge = MidKnowledge.Exact, Mid = value }, entry.NoFeeRate),
            AnnotationKind.GridMid when value is not null => (entry.Facts with { Knowledge = MidKnowledge.Grid, Mid = value }, entry.NoFeeRate),
            AnnotationKind.Mid or AnnotationKind.GridMid or AnnotationKind.NoMid => (entry.Facts with { Knowledge = MidKnowledge.None, Mid = null }, entry.NoFeeRate),
            AnnotationKind.FeeRate when value is not null => (entry.Facts with { FeeRate = value }, entry.NoFeeRate),
            AnnotationKind.FeeRate or AnnotationKind.NoFeeRate => (entry.Facts, true),
            _ => (entry.Facts, entry.NoFeeRate),
        };
        Settle(entry);
    }

    /// <summary>Keeps the list of what still waits for a mid or a rate.</summary>
    private void Settle(LedgerEntry entry)
    {
        var waits = entry is { IsVoided: false, Event: Fill fill }
            && (entry.Facts.Knowledge == MidKnowledge.Pending
                || (!entry.NoFeeRate && entry.Facts.FeeRate is null && LedgerStep.NeedsRate(fill, Terms)));
        _ = waits ? undecided.Add(entry) : undecided.Remove(entry);
    }
}
