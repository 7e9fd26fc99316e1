using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>Folds entries into ledgers as they are read, so that a long journal need not be in memory at once.</summary>
/// <remarks>
/// The ledgers keep a window of the newest events. An entry that changes something before the window is not folded but noted in <see cref="Found"/>.
/// Another pass that knows those entries from its beginning then gives the state: each has its effect when the window comes to its place.
/// </remarks>
internal sealed class StreamedFold
{
    private const int PartEntries = 5_000;

    private readonly FoldPlan _plan;
    private readonly LateEntries _known;
    private readonly int _windowSize;
    private readonly HashSet<KeyHash> _keys = [];
    private readonly HashSet<long> _contained = [];
    private readonly List<NumberedEntry> _waiting = [];
    private readonly Dictionary<Instant, FoldState> _states = [];
    private EventPosition? _newest;
    private long? _first;
    private Terms? _terms;

    /// <param name="plan">Where the fold begins and what it keeps.</param>
    /// <param name="known">What earlier passes have found.</param>
    /// <param name="windowSize">Maximum number of events in the window.</param>
    internal StreamedFold(FoldPlan plan, LateEntries known, int windowSize)
    {
        (_plan, _known, _windowSize, FundingDue) = (plan, known, windowSize, plan.Start?.FundingDue);
        if (plan.Start is { } start)
        {
            Begin(start.Begin());
        }
    }

    /// <summary>Entries that the ledgers lack, because they concern events before the window.</summary>
    internal LateEntries Found { get; } = new();

    /// <summary>Ledgers and markouts; <see langword="null"/> while there are no contract terms.</summary>
    internal FoldedLedgers? Folded { get; private set; }

    /// <summary>States at the times asked for; a time of which only a checkpoint is retained is absent.</summary>
    internal IReadOnlyDictionary<Instant, FoldState> States => _states;

    /// <summary>Last venue time whose events are only in the checkpoint at which the fold begins; <see langword="null"/> when it begins with the first event.</summary>
    internal Instant? Floor => _plan.Start?.UpTo;

    /// <summary>Newest journaled next funding time; <see langword="null"/> when there is none.</summary>
    internal Instant? FundingDue { get; private set; }

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="InvalidDataException">The entry is an event that was added before.</exception>
    internal void Add(NumberedEntry numbered)
    {
        _first ??= numbered.Number;
        switch (numbered.Entry)
        {
            case Terms terms when _plan.Start is null:
                Add(terms);
                break;
            case Recorded recorded:
                Add(recorded, numbered.Number);
                break;
            case Annotated annotated:
                Add(annotated, numbered.Number);
                break;
        }

        if (_waiting.Count >= PartEntries)
        {
            Flush();
        }
    }

    /// <summary>Folds the last entries.</summary>
    /// <exception cref="InvalidDataException">The first segments were dropped and no checkpoint holds their events, or the ledgers lack an entry that is not in <see cref="Found"/>.</exception>
    internal void Finish()
    {
        if (_first > 0 && _plan.Start is null)
        {
            throw new InvalidDataException($"The journal begins with entry {_first}, and no checkpoint holds the entries before it.");
        }

        Flush();
        if (Folded is { } folded)
        {
            KeepStates(new(long.MaxValue));
            if (Found.IsEmpty && folded.Ledgers.NeedsRebuild)
            {
                throw new InvalidDataException($"{folded.Ledgers.Terms.Id}: the journal cannot be folded in the order in which it was written.");
            }

            if (_plan.BackTo is null)
            {
                folded.Ledgers.Compact();
            }
        }
    }

    private void Add(Terms terms)
    {
        if (_terms is null)
        {
            _terms = _known.Terms ?? terms;
            Begin(FoldedLedgers.Empty(_terms.Instrument, LedgerPolicy.Parse(_terms.Policy)));
        }
        else if (terms != _terms)
        {
            // The newest terms are those of every event.
            Found.Terms = terms;
        }
    }

    private void Add(Recorded recorded, long number)
    {
        // An event booked twice would silently make the figures wrong.
        if (!_keys.Add(recorded.Event.Key.Hash()))
        {
            throw LedgerFold.InJournalTwice(recorded.Event);
        }

        if (recorded.Event is not FillVoid && recorded.Event.VenueTime <= _plan.Start?.UpTo)
        {
            _contained.Add(number);
        }
        else if (!_known.Contains(number))
        {
            _waiting.Add(new(number, recorded));
            if (_known.Of(number) is { Count: > 0 } later)
            {
                _waiting.Add(new(number, new Annotated(later)));
            }
        }
    }

    private void Add(Annotated annotated, long number)
    {
        var items = new List<Annotation>(annotated.Items.Count);
        foreach (var item in annotated.Items)
        {
            if (item.Kind == AnnotationKind.FundingDue)
            {
                FundingDue = item.Value is { } micros ? new Instant((long)micros) : null;
            }
            else if (item.Number >= _first && !_contained.Contains(item.Number) && !_known.Contains(item.Number) && !_known.Contains(item))
            {
                // Events before the first entry were dropped, and the state contains them. A later annotation that is known already counts in the end.
                items.Add(item);
                items.AddRange(_known.Of(item.Number));
            }
        }

        if (items.Count > 0)
        {
            _waiting.Add(new(number, new Annotated(items)));
        }
    }

    private void Begin(FoldedLedgers start)
    {
        Folded = start;
        _known.ToFold().AddTo(start, isTail: false);
    }

    private void Flush()
    {
        if (Folded is not { } folded || _waiting.Count == 0)
        {
            return;
        }

        var (part, fills, numbers) = (new LedgerFold(), new HashSet<EventKey>(), new HashSet<long>());
        var newest = _newest;
        foreach (var (number, entry) in _waiting)
        {
            if (entry is Recorded { Event: not FillVoid } recorded && Fits(recorded.Event, number))
            {
                part.Add(new(number, recorded));
                fills.Add(recorded.Event.Key);
                numbers.Add(number);
                newest = newest is { } known && known > EventPosition.Of(recorded.Event) ? known : EventPosition.Of(recorded.Event);
            }
        }

        AddChanges(part, fills, numbers);
        part.AddTo(folded, isTail: true);
        if (folded.Ledgers.NeedsRebuild)
        {
            // The markouts of a voided fill are only in the sums.
            part.Events.Where(item => item.Event is FillVoid).ToList().ForEach(item => Found.Add(item.Event, item.Number));
        }

        _newest = newest;
        _waiting.Clear();
        Compact();
    }

    /// <summary>Whether an event belongs in the window; if not, it is noted.</summary>
    private bool Fits(LedgerEvent item, long number)
    {
        // Markouts of fills after a change of terms depend on it.
        var at = EventPosition.Of(item);
        var isLate = at <= Folded!.Ledgers.FoldedTo || (item is TermsChange && (at < _newest || _known.HasEvents));
        if (isLate)
        {
            Found.Add(item, number);
        }

        return !isLate;
    }

    /// <summary>Adds the voids and annotations that wait to a part with the events that wait, and notes those of other events.</summary>
    private void AddChanges(LedgerFold part, HashSet<EventKey> fills, HashSet<long> numbers)
    {
        var ledgers = Folded!.Ledgers;
        foreach (var (number, entry) in _waiting)
        {
            switch (entry)
            {
                case Recorded { Event: FillVoid item } when ledgers.HasBase && !fills.Contains(item.FillKey) && ledgers.FindFill(item.FillKey) is null:
                    Found.Add(item, number);
                    break;
                case Recorded { Event: FillVoid }:
                    part.Add(new(number, entry));
                    break;
                case Annotated annotated:
                    Annotation[] items = [.. annotated.Items.Where(item => Fits(item, numbers))];
                    if (items.Length > 0)
                    {
                        part.Add(new(number, new Annotated(items)));
                    }

                    break;
            }
        }
    }

    /// <summary>Whether an annotation's event is in the window or needs none there; if not, it is noted.</summary>
    private bool Fits(in Annotation item, HashSet<long> numbers)
    {
        var isLate = Found.Contains(item.Number)
            || (item.Kind.IsOfLedger() && !numbers.Contains(item.Number) && Folded!.Ledgers.Find(item.Number) is null);
        if (isLate && !_known.Contains(item))
        {
            Found.Add(item);
        }

        return !isLate;
    }

    /// <summary>Folds the oldest events into sums while the window is over its size, and keeps the states that it then no longer gives.</summary>
    private void Compact()
    {
        var window = Folded!.Ledgers.Window;

        // Known events beyond the newest one read come on top, or else they would push out the events before them.
        var size = _windowSize + (_known.HasEvents ? 2 * window.Count(entry => entry.Position > _newest) : 0);
        size = _plan.BackTo is { } time ? Math.Max(size, 2 * window.Count(entry => entry.Position.Time > time)) : size;
        if (window.Count > size)
        {
            KeepStates(window[window.Count - (size / 2) - 1].Position.Time);
            Folded.Ledgers.Compact(size);
        }
    }

    private void KeepStates(Instant before)
    {
        foreach (var at in _plan.Times)
        {
            if (at < before && Folded!.Ledgers.At(at) is { } state)
            {
                _states[at] = state;
            }
        }
    }
}
