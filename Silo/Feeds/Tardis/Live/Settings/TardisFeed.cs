using System.Globalization;
using Ballast.Silo.Feeds.Tardis.Live.Requests;
using Ballast.Silo.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Settings;

/// <summary>One configured feed, with all settings checked.</summary>
internal sealed record TardisFeed
{
    /// <summary>Name in the configuration; keys of the feed's grains are <c>name/shard</c>.</summary>
    public required string Name { get; init; }

    public required FeedKind Kind { get; init; }

    /// <summary>Base address with the scheme of the kind, ending in <c>/</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>One entry per exchange.</summary>
    public required IReadOnlyList<ExchangeRequest> Exchanges { get; init; }

    /// <summary>Begin of a replay, inclusive; <see langword="null"/> for a stream.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of a replay, exclusive; <see langword="null"/> for a stream.</summary>
    public DateTimeOffset? To { get; init; }

    public int Shards { get; init; } = 1;

    public TimeSpan NoDataTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ExchangeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan StaleTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan RefusedDelay { get; init; } = TimeSpan.FromMinutes(5);

    public int MaxMessageBytes { get; init; } = 16 << 20;

    public string? ApiKey { get; init; }

    public bool IsReplay => Kind != FeedKind.Stream;

    /// <summary>Path of the service below <see cref="Address"/>.</summary>
    public string Service => Kind switch
    {
        FeedKind.Stream => "ws-stream-normalized",
        FeedKind.ReplayWebSocket => "ws-replay-normalized",
        _ => "replay-normalized",
    };

    /// <summary>The settings of feeds, by the name of each.</summary>
    internal static SettingShape Settings { get; } = SettingShape.Map(SettingShape.Of(typeof(TardisFeedOptions)).WithTextLists());

    /// <summary>Reads all configured feeds.</summary>
    /// <exception cref="StartupException">A value cannot be used; the message names key and value.</exception>
    public static IReadOnlyList<TardisFeed> ReadAll(IConfiguration configuration)
    {
        var section = configuration.GetSection(TardisFeedOptions.Section);
        if (SettingCheck.FaultInside(section, Settings) is { } fault)
        {
            throw new StartupException(fault) { IsUsage = true };
        }

        TardisFeed[] feeds = [.. section.GetChildren().Select(Read)];
        if (feeds.FirstOrDefault(feed => feed.IsReplay) is { } replay && feeds.Length > 1)
        {
            throw Wrong($"{TardisFeedOptions.Section}:{replay.Name}:Kind", replay.Kind.ToString(),
                $"a replay sets the clock of the whole silo and must be the only feed; configured are {string.Join(", ", feeds.Select(f => f.Name))}");
        }

        return feeds;
    }

    private static TardisFeed Read(IConfigurationSection section)
    {
        var key = section.Path;
        if (section.Key.Contains('/', StringComparison.Ordinal))
        {
            throw Wrong(key, section.Key, "the name of a feed must not contain '/'");
        }

        var (settings, options) = (WithLists(section), new TardisFeedOptions());
        settings.Bind(options);
        var kind = Enum.TryParse<FeedKind>(options.Kind, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) && !char.IsAsciiDigit(options.Kind![0])
            ? parsed
            : throw Wrong($"{key}:Kind", options.Kind, $"it must be one of {string.Join(", ", Enum.GetNames<FeedKind>())}");
        var values = new FeedValues(key);
        var isReplay = kind != FeedKind.Stream;
        var defaults = new TardisFeed { Name = section.Key, Kind = kind, Address = values.Address(options.Address, kind), Exchanges = ExchangeRequest.Merge(key, options.Exchanges) };
        var feed = defaults with
        {
            From = isReplay ? values.Time("From", options.From) : values.Absent("From", options.From),
            To = isReplay ? values.Time("To", options.To) : values.Absent("To", options.To),
            Shards = values.Count("Shards", options.Shards, 1, 1, isReplay ? 1 : 1024, isReplay ? "a replay runs in one shard, because it sets the clock" : null),
            // A replay server that cannot reach its API is silent while it tries; asking again does not make it faster.
            NoDataTimeout = values.Span("NoDataTimeout", options.NoDataTimeout, isReplay ? TimeSpan.FromMinutes(5) : defaults.NoDataTimeout),
            ExchangeTimeout = values.Span("ExchangeTimeout", options.ExchangeTimeout, defaults.ExchangeTimeout),
            StaleTimeout = values.Span("StaleTimeout", options.StaleTimeout, defaults.StaleTimeout),
            ReconnectDelay = values.Span("ReconnectDelay", options.ReconnectDelay, defaults.ReconnectDelay),
            MaxReconnectDelay = values.Span("MaxReconnectDelay", options.MaxReconnectDelay, defaults.MaxReconnectDelay),
            RefusedDelay = values.Span("RefusedDelay", options.RefusedDelay, defaults.RefusedDelay),
            MaxMessageBytes = values.Count("MaxMessageBytes", options.MaxMessageBytes, defaults.MaxMessageBytes, 64 << 10, 1 << 30, null),
            ApiKey = options.ApiKey,
        };
        if (feed.MaxReconnectDelay < feed.ReconnectDelay)
        {
            throw Wrong($"{key}:MaxReconnectDelay", options.MaxReconnectDelay ?? feed.MaxReconnectDelay.ToString(), $"it must not be below ReconnectDelay, {feed.ReconnectDelay}");
        }

        if (feed.From >= feed.To)
        {
            throw Wrong($"{key}:To", options.To, string.Create(CultureInfo.InvariantCulture, $"it must be after From, {options.From}"));
        }

        return feed;
    }

    /// <summary>Turns lists written as one text with commas into the form that the configuration binder reads.</summary>
    private static IConfigurationRoot WithLists(IConfigurationSection section)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (key, value) in section.AsEnumerable(makePathsRelative: true))
        {
            var isList = value is not null
                && (key.EndsWith($":{nameof(TardisExchangeOptions.Symbols)}", StringComparison.OrdinalIgnoreCase)
                    || key.EndsWith($":{nameof(TardisExchangeOptions.DataTypes)}", StringComparison.OrdinalIgnoreCase));
            if (!isList)
            {
                settings[key] = value;
                continue;
            }

            foreach (var (i, item) in value!.Split(',', StringSplitOptions.TrimEntries).Index())
            {
                settings[$"{key}:item{i:D5}"] = item;
            }
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    internal static StartupException Wrong(string key, string? value, string why) =>
        new(value is null ? $"{key} is missing: {why}." : $"{key} is '{value}': {why}.") { IsUsage = true };
}
