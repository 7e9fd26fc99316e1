namespace Ballast.Grains.Journaling;

/// <summary>Append-only lists of journal entries: a chain of segments for each instrument, one list per segment.</summary>
/// <remarks>The lists are the source of truth; everything else is derived. An append is one write, so a crash leaves an exact prefix.</remarks>
public interface IJournalStore
{
    /// <summary>Range of the existing segments; <see langword="null"/> when there are none.</summary>
    /// <exception cref="JournalDamagedException">There were segments, and all of them are missing.</exception>
    Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken);

    /// <summary>Number of entries of a segment; 0 when it does not exist.</summary>
    Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken);

    /// <summary>Entries <paramref name="from"/> (0-based) up to, and not including, <paramref name="to"/>; fewer when the list is shorter.</summary>
    Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken);

    /// <summary>Appends if the segment still ends as expected.</summary>
    /// <param name="instrument">Instrument of the journal.</param>
    /// <param name="expected">Segment to append to, with its end as the writer knows it.</param>
    /// <param name="previous">Required end of the segment before; given with the first append to a new segment, otherwise <see langword="null"/>.</param>
    /// <param name="entries">1 to 250 entries, about a megabyte at most.</param>
    /// <param name="cancellationToken">Cancels the append; its outcome is then unknown.</param>
    /// <returns>
    /// Whether the entries were written; <see langword="false"/> when either segment has another end. The existing entries are then as
    /// durable as after an append that succeeded.
    /// </returns>
    /// <exception cref="InvalidOperationException">The store cannot fulfil its configuration, e.g. the number of replicas.</exception>
    Task<bool> Append(
        InstrumentId instrument,
        SegmentEnd expected,
        SegmentEnd? previous,
        IReadOnlyList<byte[]> entries,
        CancellationToken cancellationToken);

    /// <summary>Stores the key table of a sealed segment beside it.</summary>
    Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken);

    /// <summary>Key table stored by <see cref="PutKeyTable"/>; <see langword="null"/> when there is none.</summary>
    Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken);

    /// <summary>Deletes every segment before one, oldest first, with its key table. Call again after a crash.</summary>
    Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken);
}

/// <summary>Range of the segments of a chain, without gaps.</summary>
/// <param name="First">Lowest number; 0 unless older ones were dropped.</param>
/// <param name="Last">Highest number.</param>
public readonly record struct SegmentRange(int First, int Last);

/// <summary>End of a segment.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Length">Number of its entries.</param>
/// <param name="Last">Last entry, as stored; empty when there are none.</param>
public readonly record struct SegmentEnd(int Segment, long Length, ReadOnlyMemory<byte> Last);
