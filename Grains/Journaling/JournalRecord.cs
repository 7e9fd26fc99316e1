using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>An entry with its position in a journal.</summary>
/// <param name="Segment">Number of its segment.</param>
/// <param name="Index">Index in the segment, from 0.</param>
/// <param name="Number">Number in the whole chain, from 0.</param>
/// <param name="Hash">Running hash of the entry.</param>
/// <param name="Entry">The entry.</param>
public readonly record struct JournalRecord(int Segment, long Index, long Number, ulong Hash, JournalEntry Entry);
