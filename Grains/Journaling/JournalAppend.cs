namespace Ballast.Grains.Journaling;

/// <summary>Makes one write to a journal, and repeats it while the outcome is unknown.</summary>
internal sealed class JournalAppend(IJournalStore store, InstrumentId instrument, TimeSpan retryDelay, TimeProvider time)
{
    private const int Tries = 5;

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);
    private const long None = long.MinValue;

    private long _begun = None;

    /// <summary>How long the store has not confirmed the write under way, all its tries included; <see langword="null"/> when no write is under way.</summary>
    internal TimeSpan? Unconfirmed => Volatile.Read(ref _begun) is var begun && begun == None ? null : time.GetElapsedTime(begun);

    /// <summary>Makes one write. While the store is silent it is repeated without end, because the writer still has in memory what the store may have lost.</summary>
    /// <exception cref="JournalFencedException">The journal has another end than expected: another activation has written, or the store has lost entries.</exception>
    internal async Task Send(SegmentEnd expected, SegmentEnd? previous, List<byte[]> entries, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _begun, time.GetTimestamp());
        try
        {
            await Repeat(expected, previous, entries, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _begun, None);
        }
    }

    private async Task Repeat(SegmentEnd expected, SegmentEnd? previous, List<byte[]> entries, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (!await store.Append(instrument, expected, previous, entries, cancellationToken)
                    && !await IsStored(expected, entries, cancellationToken))
                {
                    throw new JournalFencedException(
                        $"{instrument}: segment {expected.Segment} of the journal does not end after entry {expected.Length} as this writer left it.");
                }

                return;
            }
            catch (Exception e) when (e is JournalSilentException || (IsTransient(e) && tries < Tries))
            {
                // The outcome is unknown. Repeating is safe: if the first attempt was stored, the store refuses the second,
                // and the tail then shows that the entries are those of this writer.
                await Task.Delay(e is JournalSilentException ? SilentDelay(tries) : retryDelay * (1 << (tries - 1)), time, cancellationToken);
            }
        }
    }

    /// <summary>Never zero, as it would be repeated without end, and bounded, so that a store that is back is noticed soon.</summary>
    private TimeSpan SilentDelay(int tries)
    {
        var doubled = retryDelay * (1 << Math.Min(tries - 1, 20));
        return doubled < ShortestDelay ? ShortestDelay : doubled < LongestDelay ? doubled : LongestDelay;
    }

    private static bool IsTransient(Exception e) =>
        e is not (JournalFencedException or JournalDamagedException or OperationCanceledException or InvalidOperationException or ArgumentException);

    /// <summary>Whether exactly these entries follow the expected end, and nothing follows them.</summary>
    private async Task<bool> IsStored(SegmentEnd expected, List<byte[]> entries, CancellationToken cancellationToken)
    {
        var tail = await store.Read(instrument, expected.Segment, expected.Length, expected.Length + entries.Count + 1, cancellationToken);
        return tail.Count == entries.Count && tail.Zip(entries).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }
}
