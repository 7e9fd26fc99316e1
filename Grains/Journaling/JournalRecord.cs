using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>An entry as it stands in a journal.</summary>
/// <param name="Segment">Its segment.</param>
/// <param name="Index">Its place in the segment, from 0.</param>
/// <param name="Number">Its number in the whole chain, from 0.</param>
/// <param name="Hash">Its running hash.</param>
/// <param name="Entry">The entry.</param>
public readonly record struct JournalRecord(int Segment, long Index, long Number, ulong Hash, JournalEntry Entry);
