namespace Ballast.Grains.Inventory;

/// <summary>Append-only lists of journal entries, one list per instrument and segment.</summary>
/// <remarks>The list is the only truth: an append is one write, so a crash leaves an exact prefix.</remarks>
public interface IJournalStore
{
    /// <summary>Entries of an instrument's segment.</summary>
    Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken);

    /// <summary>Entries <paramref name="from"/> (0-based) up to, and not including, <paramref name="to"/>; fewer when the list is shorter.</summary>
    Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken);

    /// <summary>Appends if the list is still <paramref name="expectedLength"/> long and ends with <paramref name="expectedLast"/>.</summary>
    /// <param name="instrument">Whose journal.</param>
    /// <param name="segment">Which list of it.</param>
    /// <param name="expectedLength">Length the writer believes in.</param>
    /// <param name="expectedLast">Last entry the writer believes in; empty for an empty list.</param>
    /// <param name="entries">1 to 250.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown.</param>
    /// <returns><see langword="false"/> when somebody else has appended: nothing was written.</returns>
    Task<bool> Append(
        InstrumentId instrument,
        int segment,
        long expectedLength,
        ReadOnlyMemory<byte> expectedLast,
        IReadOnlyList<byte[]> entries,
        CancellationToken cancellationToken);
}
