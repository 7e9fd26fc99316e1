namespace Ballast.Grains.Journaling.Entries;

/// <summary>First entry of every segment but the first: where the chain stands.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="FirstNumber">Number of this entry, counted over the whole chain from 0.</param>
/// <param name="PreviousLength">Entries of the segment before, its seal included.</param>
/// <param name="PreviousHash">Running hash of that seal.</param>
/// <param name="Epoch">Newest epoch opened so far.</param>
/// <param name="MaxEventTime">As in the seal.</param>
/// <param name="Time">Wall clock of the writer.</param>
public sealed record SegmentHeader(
    int Segment, long FirstNumber, long PreviousLength, ulong PreviousHash, long Epoch, Instant? MaxEventTime, Instant Time) : JournalEntry;
