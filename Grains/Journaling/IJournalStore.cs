namespace Ballast.Grains.Journaling;

/// <summary>Append-only lists of journal entries: a chain of segments for each instrument, one list per segment.</summary>
/// <remarks>The lists are the only truth: an append is one write, so a crash leaves an exact prefix. All else is derived.</remarks>
public interface IJournalStore
{
    /// <summary>Numbers of the segments that exist; <see langword="null"/> when there are none.</summary>
    /// <exception cref="JournalDamagedException">There were some, and not one is left.</exception>
    Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken);

    /// <summary>Entries of a segment; 0 when it does not exist.</summary>
    Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken);

    /// <summary>Entries <paramref name="from"/> (0-based) up to, and not including, <paramref name="to"/>; fewer when the list is shorter.</summary>
    Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken);

    /// <summary>Appends if the segment still ends as expected.</summary>
    /// <param name="instrument">Whose journal.</param>
    /// <param name="expected">Segment to append to, and how the writer believes it ends.</param>
    /// <param name="previous">How the segment before must end; given with the first append to a new segment.</param>
    /// <param name="entries">1 to 250, about a megabyte at most.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown.</param>
    /// <returns>
    /// <see langword="false"/> when either segment ends in another way: nothing was written. What the lists hold is then as
    /// safe as after an append that succeeded.
    /// </returns>
    /// <exception cref="InvalidOperationException">The store is configured in a way that it cannot keep.</exception>
    Task<bool> Append(
        InstrumentId instrument,
        SegmentEnd expected,
        SegmentEnd? previous,
        IReadOnlyList<byte[]> entries,
        CancellationToken cancellationToken);

    /// <summary>Keeps what was derived from a sealed segment beside it.</summary>
    Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken);

    /// <summary>What <see cref="PutKeyTable"/> kept; <see langword="null"/> when there is nothing.</summary>
    Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken);

    /// <summary>Deletes every segment before one, oldest first, with what is kept beside. Call again after a crash.</summary>
    Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken);
}

/// <summary>Segments of a chain; there is no gap between them.</summary>
/// <param name="First">Lowest number; 0 unless older ones were dropped.</param>
/// <param name="Last">Highest number.</param>
public readonly record struct SegmentRange(int First, int Last);

/// <summary>How a segment ends.</summary>
/// <param name="Segment">Which.</param>
/// <param name="Length">Its entries.</param>
/// <param name="Last">The last of them as stored; empty for an empty list.</param>
public readonly record struct SegmentEnd(int Segment, long Length, ReadOnlyMemory<byte> Last);
