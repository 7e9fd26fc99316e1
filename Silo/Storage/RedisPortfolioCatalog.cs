using Ballast.Grains.Portfolios;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores portfolio names as one Redis set.</summary>
public sealed class RedisPortfolioCatalog(IConnectionMultiplexer redis) : IPortfolioCatalog
{
    private static readonly RedisKey Key = "ballast/portfolios";

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> List(CancellationToken cancellationToken)
    {
        var names = await redis.GetDatabase().SetMembersAsync(Key).WaitAsync(cancellationToken);
        return [.. names.Select(name => name.ToString()).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public Task<bool> Contains(string portfolio, CancellationToken cancellationToken) =>
        redis.GetDatabase().SetContainsAsync(Key, portfolio).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public Task Add(string portfolio, CancellationToken cancellationToken) =>
        redis.GetDatabase().SetAddAsync(Key, portfolio).WaitAsync(cancellationToken);
}
