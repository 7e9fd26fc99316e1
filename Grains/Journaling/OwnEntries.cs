using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>The newest events and annotations that one writer has stored. They are stored again if the store loses them.</summary>
internal sealed class OwnEntries
{
    private const int Most = 1_000;

    private readonly List<(long Number, ulong Hash, JournalEntry Entry)> _entries = [];

    /// <summary>Number and running hash of each.</summary>
    internal IReadOnlyCollection<(long Number, ulong Hash)> Places => [.. _entries.Select(entry => (entry.Number, entry.Hash))];

    /// <summary>Adds an entry that is now stored, if it is of a kind that would have to be stored again.</summary>
    internal void Add(long number, ulong hash, JournalEntry entry)
    {
        if (entry is Recorded or Annotated)
        {
            _entries.Add((number, hash, entry));
        }
    }

    /// <summary>Removes the oldest entries when there are twice as many as needed.</summary>
    internal void Trim()
    {
        if (_entries.Count > 2 * Most)
        {
            _entries.RemoveRange(0, _entries.Count - Most);
        }
    }

    /// <summary>Entries that are not among those known to be stored, in order.</summary>
    internal IReadOnlyList<NumberedEntry> Except(IReadOnlySet<(long Number, ulong Hash)> present) =>
        [.. _entries.Where(entry => !present.Contains((entry.Number, entry.Hash))).Select(entry => new NumberedEntry(entry.Number, entry.Entry))];

    /// <summary>Removes entries.</summary>
    internal void Forget(IReadOnlyList<NumberedEntry> entries) => _entries.RemoveAll(entry => entries.Any(other => ReferenceEquals(other.Entry, entry.Entry)));
}
