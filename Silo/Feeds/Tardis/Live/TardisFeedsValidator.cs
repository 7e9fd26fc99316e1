using Microsoft.Extensions.Options;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Says which setting of a feed is wrong, with its value.</summary>
public sealed class TardisFeedsValidator : IValidateOptions<TardisFeedsOptions>
{
    private const int MostShards = 256;

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, TardisFeedsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = options.SelectMany(feed => Faults($"{TardisFeedsOptions.Section}:{feed.Key}", feed.Key, feed.Value)).ToList();
        if (options.Values.Any(feed => feed.IsReplay) && options.Values.Any(feed => !feed.IsReplay))
        {
            failures.Add("Feeds holds live feeds and replays; a replay runs on the recording's time, a live feed on the clock: run them in two clusters.");
        }

        // An instrument has one feed.
        var twice = options
            .SelectMany(feed => feed.Value.Exchanges.SelectMany(e => e.Value.SymbolList.DefaultIfEmpty("*").Select(symbol => (Name: $"{e.Key}/{symbol}", Feed: feed.Key))))
            .GroupBy(asked => asked.Name, StringComparer.OrdinalIgnoreCase)
            .Where(asked => asked.Count() > 1);
        failures.AddRange(twice.Select(asked => $"{asked.Key} is asked for by {string.Join(" and ", asked.Select(a => $"Feeds:{a.Feed}"))}; an instrument has one feed."));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Faults(string key, string name, TardisFeedOptions feed)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            yield return $"{key}: the name '{name}' may not hold a '/'.";
        }

        if (!Uri.TryCreate(feed.Address, UriKind.Absolute, out var address) || address.Scheme is not ("ws" or "wss" or "http" or "https"))
        {
            yield return $"{key}:Address is '{feed.Address}'; write e.g. ws://localhost:8001 for a WebSocket or http://localhost:8000 for HTTP.";
        }

        if (feed.Exchanges.Count == 0)
        {
            yield return $"{key}:Exchanges is empty; name at least one, e.g. {key}:Exchanges:bitmex:Symbols=XBTUSD.";
        }

        foreach (var (exchange, asked) in feed.Exchanges)
        {
            foreach (var type in asked.TypesOn(exchange).Where(type => !IsDataType(type)))
            {
                yield return $"{key}:Exchanges:{exchange}:DataTypes holds '{type}'; write trade, book_change, derivative_ticker, liquidation, quote or book_snapshot_<depth>_<interval>.";
            }
        }

        if (feed.Shards is < 1 or > MostShards)
        {
            yield return $"{key}:Shards is {feed.Shards}; it must be from 1 to {MostShards}.";
        }
        else if (feed.Shards > 1 && feed.Exchanges.FirstOrDefault(e => e.Value.SymbolList.Length == 0) is { Key: { } all })
        {
            yield return $"{key}:Exchanges:{all}:Symbols is empty with {key}:Shards {feed.Shards}; symbols that are not named cannot be spread.";
        }

        if (feed.IsReplay && (feed.From is null || feed.To is null || feed.From >= feed.To))
        {
            yield return $"{key}:From is {Shown(feed.From)} and {key}:To is {Shown(feed.To)}; a replay needs a From before its To, e.g. 2024-08-01T00:00Z.";
        }
        else if (!feed.IsReplay && (feed.From ?? feed.To) is not null)
        {
            yield return $"{key}:From and {key}:To are for replays; {key}:Kind is {feed.Kind}.";
        }

        (string Member, TimeSpan Value)[] times =
            [("NoDataTimeout", feed.Silence), ("ServerTimeout", feed.ServerTimeout), ("ShortestWait", feed.ShortestWait), ("LongestWait", feed.LongestWait)];
        foreach (var (member, value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                yield return $"{key}:{member} is {value}; it must be above 0 and at most 1 hour.";
            }
        }

        if (feed.LongestWait < feed.ShortestWait)
        {
            yield return $"{key}:LongestWait is {feed.LongestWait}, below {key}:ShortestWait, which is {feed.ShortestWait}.";
        }
    }

    private static bool IsDataType(string type) =>
        type is MessageTypes.Trade or MessageTypes.BookChange or MessageTypes.DerivativeTicker or MessageTypes.Liquidation or MessageTypes.BookTicker
        || type == MessageTypes.Quote
        || type.StartsWith("quote_", StringComparison.Ordinal)
        || type.StartsWith("book_snapshot_", StringComparison.Ordinal);

    private static string Shown(DateTimeOffset? time) => time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? "missing";
}
