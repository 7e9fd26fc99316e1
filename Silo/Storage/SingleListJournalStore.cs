using Ballast.Domain.Instruments;
using Ballast.Grains.Inventory;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Journals as single Redis lists, <c>ballast/journal/{exchange/symbol}/segment</c>.</summary>
/// <remarks>
/// The braces keep an instrument's keys in one slot of a Redis Cluster. The script's only write is one <c>RPUSH</c>:
/// a script with several is not atomic over a crash of the embedded store. The last entry is compared with <c>LPOS</c> from
/// the end, one entry far: <c>LINDEX -1</c> walks the whole list on the embedded store.
/// </remarks>
public sealed class SingleListJournalStore(IConnectionMultiplexer redis) : IJournalStore
{
    private const string AppendScript = """
        if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
        if ARGV[2] ~= '' and not redis.call('LPOS', KEYS[1], ARGV[2], 'RANK', '-1', 'MAXLEN', '1') then return 0 end
        redis.call('RPUSH', KEYS[1], unpack(ARGV, 3))
        return 1
        """;

    /// <inheritdoc />
    public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        redis.GetDatabase().ListLengthAsync(Key(instrument, segment)).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<byte[]>> Read(
        InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken)
    {
        var entries = await redis.GetDatabase().ListRangeAsync(Key(instrument, segment), from, to - 1).WaitAsync(cancellationToken);
        return [.. entries.Select(entry => (byte[])entry!)];
    }

    /// <inheritdoc />
    public async Task<bool> Append(
        InstrumentId instrument,
        int segment,
        long expectedLength,
        ReadOnlyMemory<byte> expectedLast,
        IReadOnlyList<byte[]> entries,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        RedisValue[] arguments = [expectedLength, expectedLast, .. entries.Select(entry => (RedisValue)entry)];
        var reply = await redis.GetDatabase().ScriptEvaluateAsync(AppendScript, [Key(instrument, segment)], arguments).WaitAsync(cancellationToken);
        return (int)reply == 1;
    }

    private static RedisKey Key(InstrumentId instrument, int segment) => $"ballast/journal/{{{instrument}}}/{segment}";
}
