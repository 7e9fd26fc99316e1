using System.Text;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Requests;

/// <summary>Spreads a feed's symbols over shards, and those of a shard over as many sockets as its queries need.</summary>
internal static class ShardPlan
{
    /// <summary>Returns the requests of each shard that has symbols, by shard.</summary>
    /// <exception cref="StartupException">A single symbol makes too long a query.</exception>
    public static IReadOnlyDictionary<int, IReadOnlyList<TardisRequest>> Of(TardisFeed feed)
    {
        var shards = new SortedDictionary<int, IReadOnlyList<TardisRequest>>();
        for (var shard = 0; shard < feed.Shards; shard++)
        {
            if (Requests(feed, shard) is { Count: > 0 } requests)
            {
                shards[shard] = requests;
            }
        }

        return shards;
    }

    /// <summary>Returns the shard of a symbol, whatever its case; it is the same on every machine and in every version.</summary>
    internal static int ShardOf(string exchange, string symbol, int shards)
    {
        // FNV-1a is short, and spreads names that differ in one letter.
        var hash = 2_166_136_261u;
        foreach (var octet in Encoding.UTF8.GetBytes($"{exchange}/{symbol}".ToUpperInvariant()))
        {
            hash = (hash ^ octet) * 16_777_619u;
        }

        return (int)(hash % (uint)shards);
    }

    private static IReadOnlyList<TardisRequest> Requests(TardisFeed feed, int shard)
    {
        var packing = new RequestPacking(feed);
        foreach (var exchange in feed.Exchanges)
        {
            if (exchange.Symbols.Count > 0)
            {
                packing.AddSymbols(exchange, [.. exchange.Symbols.Where(symbol => ShardOf(exchange.Exchange, symbol, feed.Shards) == shard)]);
            }
            else if (ShardOf(exchange.Exchange, "", feed.Shards) == shard)
            {
                packing.AddAll(exchange);
            }
        }

        return packing.Finish();
    }
}
