using System.IO.Hashing;
using System.Text;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Spreads what a feed asks for over its shards, and each shard's part over as many sockets as the length of an address demands.</summary>
internal static class FeedRequests
{
    // The server refuses addresses over 20,000 bytes on its WebSocket port and headers over 16 KiB on HTTP.
    private const int LongestWebSocket = 18_000;
    private const int LongestHttp = 14_000;

    /// <summary>The requests of one shard; none when no symbol falls to it.</summary>
    internal static IReadOnlyList<TardisRequest> Of(TardisFeedOptions feed, int shard)
    {
        var longest = feed.Kind == TardisFeedKind.ReplayHttp ? LongestHttp : LongestWebSocket;
        var requests = new List<List<TardisRequest.Entry>>();
        foreach (var (exchange, asked) in feed.Exchanges.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var types = asked.TypesOn(exchange);
            if (asked.SymbolList.Length == 0)
            {
                Put(requests, feed, longest, exchange, [], types);
                continue;
            }

            foreach (var symbol in asked.SymbolList.Where(symbol => ShardOf(exchange, symbol, feed.Shards) == shard))
            {
                Put(requests, feed, longest, exchange, [symbol], types);
            }
        }

        return [.. requests.Select(entries => Request(feed, entries))];
    }

    /// <summary>The shard of a symbol; the case it is written in does not matter, since servers mend it.</summary>
    internal static int ShardOf(string exchange, string symbol, int shards) =>
        (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{exchange}/{symbol.ToUpperInvariant()}")) % (ulong)shards);

    /// <summary>Adds to the last request while its address stays short enough.</summary>
    private static void Put(
        List<List<TardisRequest.Entry>> requests, TardisFeedOptions feed, int longest, string exchange, string[] symbols, string[] types)
    {
        if (requests.Count > 0)
        {
            var last = requests[^1];
            var at = last.FindIndex(entry => entry.Exchange == exchange);
            List<TardisRequest.Entry> wider = at < 0
                ? [.. last, new(exchange, symbols, types)]
                : [.. last[..at], last[at] with { Symbols = [.. last[at].Symbols, .. symbols] }, .. last[(at + 1)..]];
            if (Request(feed, wider).PathAndQuery.Length <= longest)
            {
                requests[^1] = wider;
                return;
            }
        }

        requests.Add([new(exchange, symbols, types)]);
    }

    private static TardisRequest Request(TardisFeedOptions feed, IReadOnlyList<TardisRequest.Entry> entries) =>
        new(feed.Kind, entries) { From = feed.From, To = feed.To, ServerTimeout = feed.ServerTimeout };
}
