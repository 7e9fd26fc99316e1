using Ballast.Grains.Portfolios.Tree;
using StackExchange.Redis;

namespace Ballast.Silo.Storage;

/// <summary>Stores the tree as one Redis hash of portfolio to parent. Safe for use from many threads.</summary>
public sealed class RedisPortfolioTree(IConnectionMultiplexer redis, TimeProvider time) : IPortfolioTree
{
    /// <summary>Walks up from the new parent and writes only if the portfolio is not above it. It is one script, so concurrent calls cannot close a circle.</summary>
    private const string SetScript = """
        local path = {}
        local at = ARGV[2]
        for i = 1, tonumber(ARGV[3]) do
          path[i] = at
          if at == ARGV[1] then
            return path
          end
          at = redis.call('HGET', KEYS[1], at)
          if not at then
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            return {}
          end
        end
        return path
        """;

    private static readonly RedisKey Key = "ballast/portfolio-tree";
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private volatile Known? _known;

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, string>> RecentLinks(CancellationToken cancellationToken) =>
        _known is { } known && time.GetElapsedTime(known.Stamp) < MaxAge ? Task.FromResult(known.Links) : ReadLinks(cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, string>> ReadLinks(CancellationToken cancellationToken)
    {
        var stamp = time.GetTimestamp();
        var entries = await redis.GetDatabase().HashGetAllAsync(Key).WaitAsync(cancellationToken);
        var links = entries.ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString(), StringComparer.Ordinal);
        if (_known is not { } other || other.Stamp <= stamp)
        {
            _known = new(links, stamp);
        }

        return links;
    }

    /// <inheritdoc />
    public async Task SetParent(string portfolio, string? parent, CancellationToken cancellationToken)
    {
        try
        {
            if (parent is null)
            {
                await redis.GetDatabase().HashDeleteAsync(Key, portfolio).WaitAsync(cancellationToken);
                return;
            }

            var reply = await redis.GetDatabase()
                .ScriptEvaluateAsync(SetScript, [Key], [portfolio, parent, IPortfolioTree.MaxAbove]).WaitAsync(cancellationToken);
            var path = (string?[]?)reply ?? [];
            if (path.Length > 0)
            {
                throw new ArgumentException(path[^1] == portfolio
                    ? $"parent is '{parent}', which is below '{portfolio}' itself: {string.Join(" in ", path)}."
                    : $"parent is '{parent}', which has {IPortfolioTree.MaxAbove} or more portfolios above it; at most {IPortfolioTree.MaxAbove} may be above one.");
            }
        }
        finally
        {
            _known = null;
        }
    }

    private sealed record Known(IReadOnlyDictionary<string, string> Links, long Stamp);
}
