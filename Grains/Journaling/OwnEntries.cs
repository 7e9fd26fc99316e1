using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>The newest events and annotations that one writer has stored, to be stored again should the store lose them.</summary>
internal sealed class OwnEntries
{
    private const int Most = 1_000;

    private readonly List<(long Number, ulong Hash, JournalEntry Entry)> _entries = [];

    /// <summary>Number and running hash of each.</summary>
    internal IReadOnlyCollection<(long Number, ulong Hash)> Places => [.. _entries.Select(entry => (entry.Number, entry.Hash))];

    /// <summary>Adds an entry that is stored now; kinds that need not be stored again are left out.</summary>
    internal void Add(long number, ulong hash, JournalEntry entry)
    {
        if (entry is Recorded or Annotated)
        {
            _entries.Add((number, hash, entry));
        }
    }

    /// <summary>Forgets the oldest once there are twice as many as are kept.</summary>
    internal void Trim()
    {
        if (_entries.Count > 2 * Most)
        {
            _entries.RemoveRange(0, _entries.Count - Most);
        }
    }

    /// <summary>Those that are not at places known to be stored, in order.</summary>
    internal IReadOnlyList<NumberedEntry> Except(IReadOnlySet<(long Number, ulong Hash)> present) =>
        [.. _entries.Where(entry => !present.Contains((entry.Number, entry.Hash))).Select(entry => new NumberedEntry(entry.Number, entry.Entry))];

    /// <summary>Forgets entries.</summary>
    internal void Forget(IReadOnlyList<NumberedEntry> gone) => _entries.RemoveAll(entry => gone.Any(other => ReferenceEquals(other.Entry, entry.Entry)));
}
