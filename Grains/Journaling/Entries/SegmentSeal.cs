namespace Ballast.Grains.Journaling.Entries;

/// <summary>Last entry of a segment: a summary of its entries.</summary>
/// <param name="Entries">Number of entries of the segment before this one.</param>
/// <param name="FirstTime">Earliest venue time of its events; <see langword="null"/> when it has none.</param>
/// <param name="LastTime">Latest venue time of its events; <see langword="null"/> when it has none.</param>
/// <param name="MaxEventTime">Latest venue time of any event of the chain up to here; <see langword="null"/> when there is none.</param>
public sealed record SegmentSeal(long Entries, Instant? FirstTime, Instant? LastTime, Instant? MaxEventTime) : JournalEntry;
