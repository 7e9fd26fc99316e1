using Ballast.Grains.Journaling;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>The process that writes has ended.</summary>
public sealed class KilledException : OperationCanceledException;

/// <summary>A real store whose writes a test can make fail.</summary>
internal sealed class FaultyStore(IJournalStore inner) : IJournalStore
{
    /// <summary>Called for each append with its ordinal, from 0, and the real append; <see langword="null"/> appends normally.</summary>
    internal Func<int, Func<Task<bool>>, Task<bool>>? OnAppend { get; set; }

    /// <summary>Whether key tables are refused.</summary>
    internal bool RefusesKeyTables { get; set; }

    /// <summary>Whether the writer ends before segments are dropped.</summary>
    internal bool EndsBeforeDrop { get; init; }

    internal int Appends { get; private set; }

    /// <summary>Ends the writer at one of its appends, before or after it reaches the store; nothing is stored afterwards.</summary>
    internal void KillAt(int ordinal, bool afterwards) => OnAppend = async (at, append) =>
    {
        if (at < ordinal)
        {
            return await append();
        }

        if (at == ordinal && afterwards)
        {
            await append();
        }

        throw new KilledException();
    };

    public Task<bool> Append(
        InstrumentId instrument, SegmentEnd expected, SegmentEnd? previous, IReadOnlyList<byte[]> entries, CancellationToken cancellationToken)
    {
        // The entries are the writer's buffer, so their present contents are written.
        Task<bool> Real() => inner.Append(instrument, expected, previous, entries, cancellationToken);
        return OnAppend is { } hook ? hook(Appends++, Real) : Real();
    }

    public Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken) =>
        RefusesKeyTables ? throw new TimeoutException("no answer") : inner.PutKeyTable(instrument, segment, table, cancellationToken);

    public Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken) =>
        inner.GetSegments(instrument, cancellationToken);

    public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        inner.GetLength(instrument, segment, cancellationToken);

    public Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken) =>
        inner.Read(instrument, segment, from, to, cancellationToken);

    public Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        inner.GetKeyTable(instrument, segment, cancellationToken);

    public Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken) =>
        EndsBeforeDrop ? throw new KilledException() : inner.DropSegments(instrument, below, cancellationToken);
}
