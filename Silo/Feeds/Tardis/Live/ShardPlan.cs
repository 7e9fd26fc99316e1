using System.Globalization;
using System.Text;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Spreads a feed's symbols over shards, and a shard's over as many sockets as its query strings need.</summary>
internal static class ShardPlan
{
    /// <summary>Requests of every shard that has any, by shard.</summary>
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

    /// <summary>Shard of a symbol, however it is spelled; the same on every machine and in every version.</summary>
    internal static int ShardOf(string exchange, string symbol, int shards)
    {
        // FNV-1a: short, and spreads names that differ in one letter.
        var hash = 2_166_136_261u;
        foreach (var octet in Encoding.UTF8.GetBytes($"{exchange}/{symbol}".ToUpperInvariant()))
        {
            hash = (hash ^ octet) * 16_777_619u;
        }

        return (int)(hash % (uint)shards);
    }

    private static List<TardisRequest> Requests(TardisFeed feed, int shard)
    {
        List<TardisRequest> requests = [];
        List<ExchangeRequest> open = [];
        foreach (var exchange in feed.Exchanges)
        {
            if (exchange.Symbols.Count == 0)
            {
                if (ShardOf(exchange.Exchange, "", feed.Shards) == shard)
                {
                    Add(exchange);
                }

                continue;
            }

            List<string> symbols = [.. exchange.Symbols.Where(symbol => ShardOf(exchange.Exchange, symbol, feed.Shards) == shard)];
            while (symbols.Count > 0)
            {
                var count = Fitting(exchange, symbols);
                if (count == 0 && open.Count > 0)
                {
                    Close();
                    continue;
                }

                if (count == 0)
                {
                    throw TardisFeed.Wrong($"{TardisFeedOptions.Section}:{feed.Name}:Exchanges", symbols[0], string.Create(CultureInfo.InvariantCulture,
                        $"a query with it is longer than the {TardisRequest.MaxQuery(feed.Kind)} bytes a server takes"));
                }

                open.Add(exchange with { Symbols = symbols[..count] });
                symbols.RemoveRange(0, count);
                if (symbols.Count > 0)
                {
                    Close();
                }
            }
        }

        Close();
        return requests;

        void Add(ExchangeRequest all)
        {
            if (!Fits([.. open, all]))
            {
                Close();
            }

            open.Add(all);
        }

        void Close()
        {
            if (open.Count > 0)
            {
                requests.Add(new(feed, open));
                open = [];
            }
        }

        bool Fits(List<ExchangeRequest> entries) => new TardisRequest(feed, entries).Address(null).Query.Length <= TardisRequest.MaxQuery(feed.Kind);

        // Most symbols that fit beside what the open request holds, found by halving: a query grows with every symbol.
        int Fitting(ExchangeRequest exchange, List<string> symbols)
        {
            var (low, high) = (0, symbols.Count);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = Fits([.. open, exchange with { Symbols = symbols[..middle] }]) ? (middle, high) : (low, middle - 1);
            }

            return low;
        }
    }
}
