using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>An entry with its number in the whole chain.</summary>
/// <param name="Number">Number of the entry, from 0.</param>
/// <param name="Entry">The entry.</param>
public readonly record struct NumberedEntry(long Number, JournalEntry Entry);
