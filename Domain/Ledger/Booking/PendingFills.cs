using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Fills of one ledger whose mid or fee rate is not final yet, oldest first.</summary>
/// <remarks>A sum over them can be continued as long as <see cref="Version"/> stays the same.</remarks>
public sealed class PendingFills
{
    /// <summary>Order of entries in the canonical order of their events.</summary>
    internal static readonly Comparer<LedgerEntry> InOrder = Comparer<LedgerEntry>.Create((x, y) => x.Position.CompareTo(y.Position));

    private readonly SortedSet<LedgerEntry> _entries = new(InOrder);

    internal PendingFills()
    {
    }

    /// <summary>Number of fills.</summary>
    public int Count => _entries.Count;

    /// <summary>Rises when fills are removed, changed or added before the last one, but not when one is added at the end.</summary>
    public long Version { get; private set; }

    /// <summary>The fills after one of them; all when none is given.</summary>
    public IEnumerable<LedgerEntry> After(LedgerEntry? last) =>
        last is null ? _entries
        : _entries.Max is { } newest && newest.Position > last.Position ? _entries.GetViewBetween(last, newest).Skip(1)
        : [];

    internal void Set(LedgerEntry entry, bool isPending)
    {
        var isLast = _entries.Max is not { } newest || newest.Position < entry.Position;
        var isAdded = isPending && _entries.Add(entry);
        if (!isPending && !_entries.Remove(entry))
        {
            return;
        }

        Version += isAdded && isLast ? 0 : 1;
    }
}
