using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Grains.OrderBooks;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores grid samples as Redis lists <c>ballast/samples/{exchange/symbol}/step/chunk</c>, the step in microseconds, with a set of the chunks.</summary>
/// <remarks>An entry holds the points of one append, little-endian: the grid index of the first, then 8 bytes per point, NaN for a missing one.</remarks>
public sealed class RedisSampleStore(IConnectionMultiplexer redis) : ISampleStore
{
    private const int MaxPoints = 10_000_000;
    private const int FewChunks = 8;

    // Newest chunk that this process has begun; a hint that saves a write.
    private readonly ConcurrentDictionary<RedisKey, long> _begun = new();

    /// <inheritdoc />
    public async Task<IReadOnlyList<long>> List(InstrumentId instrument, TimeSpan step, CancellationToken cancellationToken)
    {
        var chunks = await redis.GetDatabase().SetMembersAsync(Index(instrument, step)).WaitAsync(cancellationToken);
        return [.. chunks.Select(chunk => (long)chunk).Order()];
    }

    /// <inheritdoc />
    public async Task<double[]> Read(InstrumentId instrument, TimeSpan step, long first, long last, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last - first, MaxPoints - 1);
        var mids = new double[last - first + 1];
        Array.Fill(mids, double.NaN);
        var (from, to) = (ChunkOf(first), ChunkOf(last));
        IEnumerable<long> chunks = to - from < FewChunks
            ? Enumerable.Range(0, (int)(to - from + 1)).Select(i => from + i)
            : (await List(instrument, step, cancellationToken)).Where(chunk => chunk >= from && chunk <= to);
        var database = redis.GetDatabase();
        var lists = await Task.WhenAll(chunks.Select(chunk => database.ListRangeAsync(Chunk(instrument, step, chunk)))).WaitAsync(cancellationToken);
        foreach (var entry in lists.SelectMany(list => list))
        {
            Decode((byte[])entry!, first, mids);
        }

        return mids;
    }

    /// <inheritdoc />
    public async Task<bool> Append(
        InstrumentId instrument, TimeSpan step, long first, ReadOnlyMemory<double> mids, CancellationToken cancellationToken)
    {
        var (database, index, begun) = (redis.GetDatabase(), Index(instrument, step), false);
        while (mids.Length > 0)
        {
            var chunk = ChunkOf(first);
            var count = (int)Math.Min(mids.Length, ((chunk + 1) * ISampleStore.ChunkPoints) - first);
            if (Encode(first, mids.Span[..count]) is { } entry)
            {
                if (!_begun.TryGetValue(index, out var newest) || newest != chunk)
                {
                    begun |= await database.SetAddAsync(index, chunk).WaitAsync(cancellationToken);
                    _begun[index] = chunk;
                }

                await database.ListRightPushAsync(Chunk(instrument, step, chunk), entry).WaitAsync(cancellationToken);
            }

            (first, mids) = (first + count, mids[count..]);
        }

        return begun;
    }

    /// <inheritdoc />
    public async Task<int> Trim(InstrumentId instrument, TimeSpan step, int points, CancellationToken cancellationToken)
    {
        // One chunk more than the count needs, because the newest chunk is not full.
        var keep = ((points + ISampleStore.ChunkPoints - 1) / ISampleStore.ChunkPoints) + 1;
        var chunks = await List(instrument, step, cancellationToken);
        foreach (var chunk in chunks.SkipLast(keep))
        {
            await redis.GetDatabase().KeyDeleteAsync(Chunk(instrument, step, chunk)).WaitAsync(cancellationToken);
            await redis.GetDatabase().SetRemoveAsync(Index(instrument, step), chunk).WaitAsync(cancellationToken);
            _begun.TryRemove(Index(instrument, step), out _);
        }

        return Math.Max(0, chunks.Count - keep);
    }

    /// <summary>Encodes the points from the first to the last one that is not missing; <see langword="null"/> when all are missing.</summary>
    private static byte[]? Encode(long first, ReadOnlySpan<double> mids)
    {
        while (mids.Length > 0 && double.IsNaN(mids[^1]))
        {
            mids = mids[..^1];
        }

        while (mids.Length > 0 && double.IsNaN(mids[0]))
        {
            first++;
            mids = mids[1..];
        }

        if (mids.Length == 0)
        {
            return null;
        }

        var bytes = new byte[sizeof(long) + (mids.Length * sizeof(double))];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, first);
        for (var i = 0; i < mids.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(sizeof(long) + (i * sizeof(double))), mids[i]);
        }

        return bytes;
    }

    private static void Decode(byte[] entry, long first, double[] mids)
    {
        var at = BinaryPrimitives.ReadInt64LittleEndian(entry) - first;
        for (var offset = sizeof(long); offset + sizeof(double) <= entry.Length; offset += sizeof(double), at++)
        {
            if (at >= 0 && at < mids.Length && double.IsNaN(mids[at]))
            {
                mids[at] = BinaryPrimitives.ReadDoubleLittleEndian(entry.AsSpan(offset));
            }
        }
    }

    private static long ChunkOf(long index) => (long)Math.Floor((decimal)index / ISampleStore.ChunkPoints);

    private static RedisKey Index(InstrumentId instrument, TimeSpan step) =>
        string.Create(CultureInfo.InvariantCulture, $"ballast/samples/{{{instrument}}}/{step.Ticks / TimeSpan.TicksPerMicrosecond}");

    private static RedisKey Chunk(InstrumentId instrument, TimeSpan step, long chunk) =>
        Index(instrument, step).Append(string.Create(CultureInfo.InvariantCulture, $"/{chunk}"));
}
