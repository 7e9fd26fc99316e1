using Orleans.Streams;
using StackExchange.Redis;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>The stored place of one partition: everything up to it is settled. Safe for use from many threads.</summary>
/// <param name="redis">The silo's connection.</param>
/// <param name="key">Hash of the hub.</param>
/// <param name="partition">Field of the partition.</param>
internal sealed class HubCheckpoint(IConnectionMultiplexer redis, RedisKey key, string partition) : IStreamQueueCheckpointer<string>
{
    // Two silos may settle events of a partition while it changes hands; the later one wins, and a place in a new hub replaces that in an old one.
    private const string Save = """
        local stored = redis.call('HGET', KEYS[1], ARGV[1])
        if stored then
            local number, created = string.match(stored, '^(%-?%d+) (%d+) ')
            if created == ARGV[3] and tonumber(number) >= tonumber(ARGV[2]) then return 0 end
        end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
        return 1
        """;

    private volatile string? _newest;
    private volatile string? _saved;

    /// <inheritdoc />
    public bool CheckpointExists => _saved is not null;

    /// <inheritdoc />
    public Task<string> Load() => Load(CancellationToken.None);

    /// <summary>Reads the stored place; empty when there is none.</summary>
    /// <exception cref="RedisException">The store does not answer.</exception>
    public async Task<string> Load(CancellationToken cancellationToken)
    {
        _saved = await redis.GetDatabase().HashGetAsync(key, partition).WaitAsync(cancellationToken);
        return _saved ?? "";
    }

    /// <inheritdoc />
    public void Update(string offset, DateTime utcNow) => _newest = offset;

    /// <summary>Notes a place; <see cref="FlushAsync"/> stores it.</summary>
    public void Update(string offset, DateTime utcNow, CancellationToken cancellationToken) => _newest = offset;

    /// <summary>Stores the newest place unless it is stored already, or a later one is.</summary>
    /// <exception cref="RedisException">The store does not answer; a later call stores it.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_newest is not { } text || text == _saved)
        {
            return;
        }

        var place = HubPlace.Parse(text);
        await redis.GetDatabase()
            .ScriptEvaluateAsync(Save, [key], [partition, place.Sequence, place.Created.ToUnixTimeMilliseconds(), text])
            .WaitAsync(cancellationToken);
        _saved = text;
    }
}
