using Ballast.Grains.Journaling;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>A real store that counts the reads of a journal from its beginning, and holds them while a test says so.</summary>
internal sealed class HeldReads(IJournalStore inner) : IJournalStore
{
    private TaskCompletionSource? _held;
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Number of reads that began at the first entry retained.</summary>
    internal int FromStart { get; private set; }

    /// <summary>Number of further reads from the beginning that the store does not answer.</summary>
    internal int Silences { get; set; }

    /// <summary>Holds every further read from the beginning.</summary>
    /// <returns>Completes when one is held.</returns>
    internal Task Hold()
    {
        (_held, _reached) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _reached.Task;
    }

    internal void LetGo() => Interlocked.Exchange(ref _held, null)!.SetResult();

    public async Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken)
    {
        if (from == 0 && segment == (await GetSegments(instrument, cancellationToken))!.Value.First)
        {
            FromStart++;
            if (Silences > 0)
            {
                Silences--;
                throw new JournalSilentException("no answer");
            }

            _reached.TrySetResult();
            await (_held?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
        }

        return await inner.Read(instrument, segment, from, to, cancellationToken);
    }

    public Task<bool> Append(
        InstrumentId instrument, SegmentEnd expected, SegmentEnd? previous, IReadOnlyList<byte[]> entries, CancellationToken cancellationToken) =>
        inner.Append(instrument, expected, previous, entries, cancellationToken);

    public Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken) =>
        inner.GetSegments(instrument, cancellationToken);

    public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        inner.GetLength(instrument, segment, cancellationToken);

    public Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken) =>
        inner.PutKeyTable(instrument, segment, table, cancellationToken);

    public Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        inner.GetKeyTable(instrument, segment, cancellationToken);

    public Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken) =>
        inner.DropSegments(instrument, below, cancellationToken);
}
