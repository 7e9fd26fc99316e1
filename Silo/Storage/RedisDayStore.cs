using Ballast.Domain;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Portfolios.Closing;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores each closed day as a Redis list <c>ballast/days/{portfolio}/micros</c> of the close and its restatements, with a set of the days.</summary>
/// <remarks>Each script makes one write, because one with several is not atomic over a crash of the embedded store.</remarks>
public sealed class RedisDayStore(IConnectionMultiplexer redis, Serializer serializer) : IDayStore
{
    private const string AppendScript = """
        if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
        redis.call('RPUSH', KEYS[1], ARGV[2])
        return 1
        """;

    /// <inheritdoc />
    public async Task<IReadOnlyList<Instant>> List(string portfolio, CancellationToken cancellationToken)
    {
        var days = await redis.GetDatabase().SetMembersAsync(Index(portfolio)).WaitAsync(cancellationToken);
        return [.. days.Select(day => new Instant((long)day)).Order()];
    }

    /// <inheritdoc />
    public async Task<DayRecord?> Read(string portfolio, Instant close, CancellationToken cancellationToken)
    {
        var entries = await redis.GetDatabase().ListRangeAsync(Day(portfolio, close)).WaitAsync(cancellationToken);

        // A day in the set without an entry was lost in a crash; it is stored when the close comes again.
        return entries.Length == 0
            ? null
            : new()
            {
                Close = serializer.Deserialize<DayClose>((byte[])entries[0]!)!,
                Restatements = [.. entries.Skip(1).Select(entry => serializer.Deserialize<Restatement>((byte[])entry!)!)],
            };
    }

    /// <inheritdoc />
    public async Task Add(string portfolio, DayClose close, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(close);
        await redis.GetDatabase().SetAddAsync(Index(portfolio), close.At.Micros).WaitAsync(cancellationToken);
        await Append(portfolio, close.At, 0, serializer.SerializeToArray(close), cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> Add(string portfolio, Restatement restatement, int expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(restatement);
        return Append(portfolio, restatement.Close, expected + 1, serializer.SerializeToArray(restatement), cancellationToken);
    }

    private async Task<bool> Append(string portfolio, Instant close, int length, byte[] entry, CancellationToken cancellationToken)
    {
        var reply = await redis.GetDatabase()
            .ScriptEvaluateAsync(AppendScript, [Day(portfolio, close)], [length, entry]).WaitAsync(cancellationToken);
        return (int)reply == 1;
    }

    private static RedisKey Index(string portfolio) => $"ballast/days/{{{portfolio}}}";

    private static RedisKey Day(string portfolio, Instant close) => $"ballast/days/{{{portfolio}}}/{close.Micros}";
}
