namespace Ballast.Grains.Journaling.Entries;

/// <summary>First entry of every segment except the first: the state of the chain at that point.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="FirstNumber">Number of this entry in the whole chain, from 0.</param>
/// <param name="PreviousLength">Number of entries of the segment before, its seal included.</param>
/// <param name="PreviousHash">Running hash of that seal.</param>
/// <param name="Epoch">Newest epoch opened so far.</param>
/// <param name="MaxEventTime">As <see cref="SegmentSeal.MaxEventTime"/> of that seal.</param>
/// <param name="Time">Wall-clock time of the writer.</param>
public sealed record SegmentHeader(
    int Segment, long FirstNumber, long PreviousLength, ulong PreviousHash, long Epoch, Instant? MaxEventTime, Instant Time) : JournalEntry;
