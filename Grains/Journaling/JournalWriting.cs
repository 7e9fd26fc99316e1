using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling;

/// <content>How entries get into the store.</content>
public sealed partial class Journal
{
    private async Task<long> AppendCore(int count, Func<long, IReadOnlyList<JournalEntry>> make, CancellationToken cancellationToken)
    {
        if (_isLost)
        {
            throw new JournalFencedException($"{instrument}: the journal must be loaded again before anything is appended.");
        }

        // Whatever ends this early leaves the outcome unknown.
        _isLost = true;
        await TurnOver(count, cancellationToken);
        var first = _cursor.Position.Number;
        await Write(make(first), false, cancellationToken);
        _isLost = false;
        return first;
    }

    /// <summary>Ends the segment when it is full or its day is over, and begins the next where one has ended.</summary>
    private async Task TurnOver(int count, CancellationToken cancellationToken)
    {
        var isFull = _cursor.Position.Index + count + 1 > options.SegmentEntries;
        if (!_cursor.IsSealed && _cursor.HasBody && (isFull || Day(Now()) > Day(_cursor.SegmentTime)))
        {
            await Write([_cursor.ToSeal()], false, cancellationToken);
        }

        if (_cursor.IsSealed)
        {
            await KeepKeys(cancellationToken);
            IReadOnlyList<JournalEntry> parts = MakeCheckpoint?.Invoke()?.Split() ?? [];
            await Write([_cursor.ToHeader(Now()), .. parts], true, cancellationToken);
        }
    }

    private long Day(Instant at) => at.Micros / (options.SegmentAge.Ticks / TimeSpan.TicksPerMicrosecond);

    private async Task KeepKeys(CancellationToken cancellationToken)
    {
        var (segment, seal) = (_cursor.Position.Segment, _cursor.Position.Hash);
        try
        {
            var table = new KeyTable(segment, seal, _cursor.Times?.First, _cursor.Times?.Last, _cursor.Keys);
            await store.PutKeyTable(instrument, segment, table.Encode(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is made again from the segment when it is looked for.
            KeysNotKept(logger, e, instrument, segment);
        }
    }

    /// <summary>Writes entries in as many writes as they need; with the first the next segment may begin.</summary>
    private async Task Write(IReadOnlyList<JournalEntry> entries, bool begins, CancellationToken cancellationToken)
    {
        var chunk = new List<byte[]>(Math.Min(entries.Count, MaxWrite));
        var hashes = new List<ulong>(chunk.Capacity);
        var (hash, bytes, done) = (_cursor.Position.Hash, 0, 0);
        foreach (var entry in entries)
        {
            var stored = _cursor.Codec.Encode(entry, hash, out var next);
            if (chunk.Count == MaxWrite || (chunk.Count > 0 && bytes + stored.Length > MaxWriteBytes))
            {
                await Flush();
            }

            chunk.Add(stored);
            hashes.Add(next);
            (hash, bytes) = (next, bytes + stored.Length);
        }

        if (chunk.Count > 0)
        {
            await Flush();
        }

        async Task Flush()
        {
            var end = _cursor.End;
            await Send(begins ? new(end.Segment + 1, 0, default) : end, begins ? end : null, chunk, cancellationToken);
            if (begins)
            {
                _cursor.NextSegment();
                begins = false;
            }

            for (var i = 0; i < chunk.Count; i++)
            {
                var entry = entries[done++];
                _cursor.Advance(entry, chunk[i], hashes[i]);
                if (entry is Recorded or Annotated)
                {
                    _own.Add((_cursor.Position.Number - 1, hashes[i], entry));
                }
            }

            if (_own.Count > 2 * MaxOwn)
            {
                _own.RemoveRange(0, _own.Count - MaxOwn);
            }

            chunk.Clear();
            hashes.Clear();
            bytes = 0;
        }
    }

    /// <summary>One write, tried again while its outcome is unknown.</summary>
    private async Task Send(SegmentEnd expected, SegmentEnd? previous, List<byte[]> entries, CancellationToken cancellationToken)
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
            catch (Exception e) when (MayPass(e) && tries < AppendTries)
            {
                // The outcome is unknown. Trying again is safe: if the first try was stored, the fence refuses the second
                // and the tail then shows that the entries are ours.
                await Task.Delay(options.RetryDelay * (1 << (tries - 1)), time, cancellationToken);
            }
        }
    }

    private static bool MayPass(Exception e) =>
        e is not (JournalFencedException or JournalDamagedException or OperationCanceledException or InvalidOperationException or ArgumentException);

    /// <summary>Whether exactly these entries stand where this writer meant to put them, and nothing after them.</summary>
    private async Task<bool> IsStored(SegmentEnd expected, List<byte[]> entries, CancellationToken cancellationToken)
    {
        var tail = await store.Read(instrument, expected.Segment, expected.Length, expected.Length + entries.Count + 1, cancellationToken);
        return tail.Count == entries.Count && tail.Zip(entries).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: the keys of journal segment {Segment} could not be kept beside it")]
    private static partial void KeysNotKept(ILogger logger, Exception exception, InstrumentId instrument, int segment);
}
