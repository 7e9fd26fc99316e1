using System.Globalization;
using Ballast.Grains.Portfolios.Forecasts;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores forecasts as Redis lists <c>ballast/forecasts/{portfolio}/chunk</c> of serialized entries, with a set of the chunks.</summary>
public sealed class RedisForecastStore(IConnectionMultiplexer redis, Serializer serializer) : IForecastStore
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<long>> List(string portfolio, CancellationToken cancellationToken)
    {
        var chunks = await redis.GetDatabase().SetMembersAsync(Index(portfolio)).WaitAsync(cancellationToken);
        return [.. chunks.Select(chunk => (long)chunk).Order()];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ForecastWrite>> Read(string portfolio, long chunk, CancellationToken cancellationToken)
    {
        var entries = await redis.GetDatabase().ListRangeAsync(Chunk(portfolio, chunk)).WaitAsync(cancellationToken);
        return [.. entries.Select(entry => serializer.Deserialize<ForecastWrite>((byte[])entry!)!)];
    }

    /// <inheritdoc />
    public Task Begin(string portfolio, long chunk, CancellationToken cancellationToken) =>
        redis.GetDatabase().SetAddAsync(Index(portfolio), chunk).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public Task Append(string portfolio, long chunk, ForecastWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return redis.GetDatabase().ListRightPushAsync(Chunk(portfolio, chunk), serializer.SerializeToArray(write)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task Drop(string portfolio, long chunk, CancellationToken cancellationToken)
    {
        await redis.GetDatabase().KeyDeleteAsync(Chunk(portfolio, chunk)).WaitAsync(cancellationToken);
        await redis.GetDatabase().SetRemoveAsync(Index(portfolio), chunk).WaitAsync(cancellationToken);
    }

    private static RedisKey Index(string portfolio) => $"ballast/forecasts/{{{portfolio}}}";

    private static RedisKey Chunk(string portfolio, long chunk) => $"ballast/forecasts/{{{portfolio}}}/{chunk.ToString(CultureInfo.InvariantCulture)}";
}
