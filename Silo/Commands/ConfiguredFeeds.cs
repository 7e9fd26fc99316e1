using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds.Tardis.Live;
using Ballast.Silo.Feeds.Tardis.Live.Requests;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Commands;

/// <summary>The feeds named in the settings, and a line about what each connects to.</summary>
internal sealed class ConfiguredFeeds
{
    private const int MaxSymbolsShown = 5;

    private readonly IReadOnlyList<TardisFeed> _feeds;
    private readonly IReadOnlyList<(string Key, TardisFeed Feed, IReadOnlyList<TardisRequest> Requests)> _shards;

    private ConfiguredFeeds(IReadOnlyList<TardisFeed> feeds)
    {
        _feeds = feeds;
        _shards = [.. feeds.SelectMany(feed => ShardPlan.Of(feed).Select(shard => ($"{feed.Name}/{shard.Key}", feed, shard.Value)))];
    }

    /// <summary>Whether there are any.</summary>
    internal bool Any => _feeds.Count > 0;

    /// <summary>Whether the feeds replay history; the market clock then follows the recording.</summary>
    internal bool AreReplays => _feeds.Any(feed => feed.IsReplay);

    /// <summary>Keys of the feed grains.</summary>
    internal IEnumerable<string> Keys => _shards.Select(shard => shard.Key);

    /// <summary>Reads the feeds from the environment, as all settings.</summary>
    /// <exception cref="StartupException">A value cannot be used; the message names key and value.</exception>
    internal static ConfiguredFeeds Read(IConfiguration configuration) => new(TardisFeed.ReadAll(configuration));

    /// <summary>Registers the feeds as connections of the silo.</summary>
    internal void AddTo(IServiceCollection services)
    {
        foreach (var (key, _, requests) in _shards)
        {
            services.AddSingleton<IFeedConnection>(provider => new TardisConnection(
                key,
                requests,
                provider.GetRequiredService<MarketClock>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<TardisConnection>>()));
        }
    }

    /// <summary>A line per shard that says what it connects to.</summary>
    internal IEnumerable<string> Lines() => _shards.Select(shard =>
        $"{$"Feed {shard.Key}",-18} {shard.Feed.Address}{shard.Feed.Service}{Period(shard.Feed)} {string.Join("; ", shard.Requests.SelectMany(request => request.Exchanges).Select(Text))}");

    private static string Period(TardisFeed feed) => feed.IsReplay ? $" {feed.From:yyyy-MM-dd'T'HH:mm'Z'} to {feed.To:yyyy-MM-dd'T'HH:mm'Z'}" : "";

    private static string Text(ExchangeRequest exchange)
    {
        var symbols = exchange.Symbols.Count switch
        {
            0 => "all symbols",
            <= MaxSymbolsShown => string.Join(", ", exchange.Symbols),
            _ => $"{string.Join(", ", exchange.Symbols.Take(MaxSymbolsShown))} and {exchange.Symbols.Count - MaxSymbolsShown} more",
        };
        return $"{exchange.Exchange} {symbols} ({string.Join(", ", exchange.DataTypes)})";
    }
}
