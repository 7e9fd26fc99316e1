using Ballast.Grains.Journaling.Entries;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling;

/// <summary>Searches a chain by its headers and seals, newest segment first, without reading every entry.</summary>
/// <remarks>Use it only after the newest segments have been read and checked.</remarks>
internal sealed class SegmentChain(IJournalStore store, InstrumentId instrument) : IDisposable
{
    private readonly JournalCodec _codec = new(instrument);

    /// <summary>Key tables of the sealed segments with events at or after a time, oldest first.</summary>
    internal async Task<IReadOnlyList<KeyTable>> LoadKeys(Instant since, CancellationToken cancellationToken)
    {
        var tables = new List<KeyTable>();
        if (await store.GetSegments(instrument, cancellationToken) is not { } range)
        {
            return tables;
        }

        for (var segment = range.Last; segment >= range.First; segment--)
        {
            var length = await store.GetLength(instrument, segment, cancellationToken);
            var last = length > 0 ? await Read(segment, length - 1, cancellationToken) : default;
            if (last.Entry is not SegmentSeal seal)
            {
                // The open segment has no key table: its keys are collected while it is read.
                continue;
            }

            if (seal.MaxEventTime is not { } max || max < since)
            {
                break;
            }

            if (seal.LastTime >= since)
            {
                tables.Add(await LoadTable(segment, length, seal, last.Hash, cancellationToken));
            }
        }

        tables.Reverse();
        return tables;
    }

    /// <summary>Those of the given entries, identified by number and hash, that are in the chain or lie before its first segment.</summary>
    internal async Task<IReadOnlySet<(long Number, ulong Hash)>> FindPresent(
        IReadOnlyCollection<(long Number, ulong Hash)> wanted, CancellationToken cancellationToken)
    {
        var present = new HashSet<(long Number, ulong Hash)>();
        if (await store.GetSegments(instrument, cancellationToken) is not { } range)
        {
            return present;
        }

        var open = wanted.ToList();
        for (var segment = range.Last; open.Count > 0 && segment >= range.First; segment--)
        {
            var first = segment == 0 ? 0 : (await ReadHeader(segment, cancellationToken)).FirstNumber;
            var inside = open.Where(item => item.Number >= first).ToHashSet();
            if (inside.Count > 0)
            {
                var (from, to) = (inside.Min(item => item.Number), inside.Max(item => item.Number) + 1);
                var stored = await store.Read(instrument, segment, from - first, to - first, cancellationToken);
                present.UnionWith(stored.Select((entry, i) => (from + i, JournalCodec.HashOf(entry))).Where(inside.Contains));
            }

            open.RemoveAll(inside.Contains);
        }

        // Entries before the chain's first segment were stored and dropped later.
        if (range.First > 0)
        {
            present.UnionWith(open);
        }

        return present;
    }

    /// <inheritdoc />
    public void Dispose() => _codec.Dispose();

    private async Task<KeyTable> LoadTable(int segment, long length, SegmentSeal seal, ulong sealHash, CancellationToken cancellationToken)
    {
        if (await store.GetKeyTable(instrument, segment, cancellationToken) is { } bytes
            && KeyTable.Decode(bytes) is { } kept && kept.Segment == segment && kept.SealHash == sealHash)
        {
            return kept;
        }

        const int Page = 5_000;
        var rows = new List<KeyRow>();
        for (var from = 0L; from < length; from += Page)
        {
            foreach (var stored in await store.Read(instrument, segment, from, from + Page, cancellationToken))
            {
                if (_codec.Decode(stored) is Recorded recorded)
                {
                    rows.Add(recorded.ToKey());
                }
            }
        }

        var table = new KeyTable(segment, sealHash, seal.FirstTime, seal.LastTime, rows);
        await store.PutKeyTable(instrument, segment, table.Encode(), cancellationToken);
        return table;
    }

    private async Task<SegmentHeader> ReadHeader(int segment, CancellationToken cancellationToken)
    {
        var (entry, _) = await Read(segment, 0, cancellationToken);
        return entry as SegmentHeader ?? throw new JournalDamagedException(
            new JournalDamage(DamageKind.Misstated, instrument, segment, 0, "a header", $"{(object?)entry ?? "nothing"}"));
    }

    private async Task<(JournalEntry? Entry, ulong Hash)> Read(int segment, long index, CancellationToken cancellationToken)
    {
        var stored = await store.Read(instrument, segment, index, index + 1, cancellationToken);
        try
        {
            return stored.Count == 0 ? default : (_codec.Decode(stored[0]), JournalCodec.HashOf(stored[0]));
        }
        catch (InvalidDataException e)
        {
            throw new JournalDamagedException(new JournalDamage(DamageKind.Unreadable, instrument, segment, index, "an entry", e.Message), e);
        }
    }
}
