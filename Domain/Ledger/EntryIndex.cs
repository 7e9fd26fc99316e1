using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Finds the entries of a window: by number, fills by key, those that wait for a mid or a rate, and changes of terms.</summary>
internal sealed class EntryIndex
{
    private static readonly Comparer<LedgerEntry> InOrder = Comparer<LedgerEntry>.Create((x, y) => x.Position.CompareTo(y.Position));

    private readonly Dictionary<long, LedgerEntry> byNumber = [];
    private readonly Dictionary<EventKey, LedgerEntry> fills = [];
    private readonly SortedSet<LedgerEntry> pending = new(InOrder);
    private readonly SortedSet<LedgerEntry> termsChanges = new(InOrder);

    /// <summary>Fills by key.</summary>
    internal IReadOnlyDictionary<EventKey, LedgerEntry> Fills => fills;

    /// <summary>Fills that wait for a mid or a rate, oldest first.</summary>
    internal SortedSet<LedgerEntry> Pending => pending;

    internal LedgerEntry? Find(long number) => byNumber.GetValueOrDefault(number);

    internal LedgerEntry? FindFill(EventKey key) => fills.GetValueOrDefault(key);

    /// <summary>Adds an entry; whether it is pending is left to <see cref="Settle"/>.</summary>
    internal void Add(LedgerEntry entry)
    {
        byNumber[entry.Number] = entry;
        if (entry.Event is Fill fill)
        {
            fills[fill.Key] = entry;
        }
        else if (entry.Event is TermsChange)
        {
            termsChanges.Add(entry);
        }
    }

    /// <summary>Keeps the list of fills that wait for a mid or a rate.</summary>
    internal void Settle(LedgerEntry entry, Instrument terms) => _ = entry.IsPending(terms) ? pending.Add(entry) : pending.Remove(entry);

    /// <summary>Forgets an entry that has left the window.</summary>
    internal void Remove(LedgerEntry entry)
    {
        Close(entry);
        termsChanges.Remove(entry);
    }

    /// <summary>Nothing touches the entry any more, though it may still be in the window.</summary>
    internal void Close(LedgerEntry entry)
    {
        byNumber.Remove(entry.Number);
        fills.Remove(entry.Position.Key);
        pending.Remove(entry);
    }

    /// <summary>Multiplier after every change of terms, <paramref name="otherwise"/> without one.</summary>
    internal decimal Multiplier(decimal otherwise) => termsChanges.Max is { Event: TermsChange newest } ? newest.Multiplier : otherwise;

    /// <summary>Multiplier at a place in the canonical order, <paramref name="otherwise"/> before the first change of terms.</summary>
    internal decimal MultiplierAt(EventPosition position, decimal otherwise) => termsChanges.Count == 0 ? otherwise
        : termsChanges.Where(entry => entry.Position < position).Select(entry => ((TermsChange)entry.Event).Multiplier).LastOrDefault(otherwise);
}
