using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Index of the entries of a window: entries by number, fills by key, fills that wait for a mid or a rate, and changes of terms.</summary>
internal sealed class EntryIndex
{
    private readonly Dictionary<long, LedgerEntry> _byNumber = [];
    private readonly Dictionary<EventKey, LedgerEntry> _fills = [];
    private readonly SortedSet<LedgerEntry> _pending = new(PendingFills.InOrder);
    private readonly Dictionary<LedgerKey, PendingFills> _pendingOf = [];
    private readonly SortedSet<LedgerEntry> _pendingMids = new(PendingFills.InOrder);
    private readonly SortedSet<LedgerEntry> _pendingFees = new(PendingFills.InOrder);
    private readonly SortedSet<LedgerEntry> _termsChanges = new(PendingFills.InOrder);

    /// <summary>Fills by key.</summary>
    internal IReadOnlyDictionary<EventKey, LedgerEntry> Fills => _fills;

    /// <summary>Fills that wait for a mid or a rate, oldest first.</summary>
    internal SortedSet<LedgerEntry> Pending => _pending;

    /// <summary>As <see cref="Pending"/>, of one ledger; <see langword="null"/> when it never had one.</summary>
    internal PendingFills? PendingOf(LedgerKey ledger) => _pendingOf.GetValueOrDefault(ledger);

    /// <summary>Those of <see cref="Pending"/> that wait for a mid, oldest first.</summary>
    internal SortedSet<LedgerEntry> PendingMids => _pendingMids;

    /// <summary>Those of <see cref="Pending"/> that wait for a rate, oldest first.</summary>
    internal SortedSet<LedgerEntry> PendingFees => _pendingFees;

    internal LedgerEntry? Find(long number) => _byNumber.GetValueOrDefault(number);

    internal LedgerEntry? FindFill(EventKey key) => _fills.GetValueOrDefault(key);

    /// <summary>Adds an entry; call <see cref="UpdatePending"/> for it afterwards.</summary>
    internal void Add(LedgerEntry entry)
    {
        _byNumber[entry.Number] = entry;
        if (entry.Event is Fill fill)
        {
            _fills[fill.Key] = entry;
        }
        else if (entry.Event is TermsChange)
        {
            _termsChanges.Add(entry);
        }
    }

    /// <summary>Adds the entry to the pending fills or removes it from them.</summary>
    internal void UpdatePending(LedgerEntry entry, Instrument terms)
    {
        var (waitsForMid, waitsForRate) = (entry.WaitsForMid, entry.WaitsForRate(terms));
        SetPending(entry, waitsForMid || waitsForRate);
        Set(_pendingMids, waitsForMid);
        Set(_pendingFees, waitsForRate);

        void Set(SortedSet<LedgerEntry> pending, bool isPending) => _ = isPending ? pending.Add(entry) : pending.Remove(entry);
    }

    /// <summary>Removes an entry that has left the window.</summary>
    internal void Remove(LedgerEntry entry)
    {
        Close(entry);
        _termsChanges.Remove(entry);
    }

    /// <summary>Removes an entry that can no longer change, though it may still be in the window.</summary>
    internal void Close(LedgerEntry entry)
    {
        _byNumber.Remove(entry.Number);
        _fills.Remove(entry.Position.Key);
        SetPending(entry, isPending: false);
        _pendingMids.Remove(entry);
        _pendingFees.Remove(entry);
    }

    private void SetPending(LedgerEntry entry, bool isPending)
    {
        if (!(isPending ? _pending.Add(entry) : _pending.Remove(entry)) && !isPending)
        {
            return;
        }

        var key = new LedgerKey(entry.Event.Portfolio, entry.Event.Account);
        if (!_pendingOf.TryGetValue(key, out var fills))
        {
            fills = _pendingOf[key] = new();
        }

        fills.Set(entry, isPending);
    }

    /// <summary>Multiplier after every change of terms, <paramref name="otherwise"/> without one.</summary>
    internal decimal Multiplier(decimal otherwise) => _termsChanges.Max is { Event: TermsChange newest } ? newest.Multiplier : otherwise;

    /// <summary>Multiplier at a place in the canonical order, <paramref name="otherwise"/> before the first change of terms.</summary>
    internal decimal MultiplierAt(EventPosition position, decimal otherwise) => _termsChanges.Count == 0 ? otherwise
        : _termsChanges.Where(entry => entry.Position < position).Select(entry => ((TermsChange)entry.Event).Multiplier).LastOrDefault(otherwise);
}
