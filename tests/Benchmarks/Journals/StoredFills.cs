using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
using StackExchange.Redis;

namespace Ballast.Benchmarks.Journals;

/// <summary>What the store holds after a cell.</summary>
/// <param name="Fills">Fills in journals, whose chains are whole.</param>
/// <param name="Entries">Length of all lists.</param>
/// <param name="EntryBytes">Mean size of an entry that holds a fill.</param>
/// <param name="Bytes">What the lists take: of Redis its memory, of Garnet, which cannot say, the bytes of the entries.</param>
internal sealed record StoredFills(long Fills, long Entries, int EntryBytes, long Bytes)
{
    internal static async Task<StoredFills> Read(
        IJournalStore journals, IConnectionMultiplexer redis, IEnumerable<InstrumentId> instruments, bool hasMemoryUsage, CancellationToken cancellationToken)
    {
        var (fills, entries, bytes, fillBytes, memory) = (0L, 0L, 0L, 0L, 0L);
        foreach (var instrument in instruments)
        {
            using var cursor = new JournalCodec(instrument);
            await foreach (var record in new JournalReader(journals, instrument).ReadAll(cancellationToken))
            {
                fills += record.Entry is Recorded { Event: Fill } ? 1 : 0;
            }

            if (await journals.GetSegments(instrument, cancellationToken) is not { } range)
            {
                continue;
            }

            for (var segment = range.First; segment <= range.Last; segment++)
            {
                foreach (var entry in await journals.Read(instrument, segment, 0, int.MaxValue, cancellationToken))
                {
                    (entries, bytes) = (entries + 1, bytes + entry.Length);
                    fillBytes += cursor.Decode(entry) is Recorded ? entry.Length : 0;
                }

                var key = string.Create(CultureInfo.InvariantCulture, $"ballast/journal/{{{instrument}}}/{segment}");
                memory += hasMemoryUsage ? (long)await redis.GetDatabase().ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0") : 0;
            }
        }

        return new(fills, entries, (int)(fillBytes / Math.Max(1, fills)), hasMemoryUsage ? memory : bytes);
    }
}
