namespace Ballast.Silo.Feeds.Tardis.Live.Settings;

/// <summary>Settings of one feed, <c>Feeds:NAME</c>, as written; <see cref="TardisFeed.Read"/> checks them.</summary>
public sealed class TardisFeedOptions
{
    /// <summary>Configuration section that holds all feeds by name.</summary>
    public const string Section = "Feeds";

    /// <summary><c>Stream</c>, <c>ReplayWebSocket</c> or <c>ReplayHttp</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Base address of the service: for WebSocket kinds the server's WebSocket port, which is its HTTP port + 1.</summary>
    public string? Address { get; set; }

    /// <summary>The exchanges to ask for.</summary>
    public IList<TardisExchangeOptions> Exchanges { get; } = [];

    /// <summary>Replays: begin, inclusive, ISO 8601 in whole minutes; UTC when no zone is given.</summary>
    public string? From { get; set; }

    /// <summary>Replays: end, exclusive, in the same form.</summary>
    public string? To { get; set; }

    /// <summary>Number of shards that the symbols are spread over; each is a feed grain of its own.</summary>
    public string? Shards { get; set; }

    /// <summary>Time without data after which a connection counts as lost.</summary>
    public string? NoDataTimeout { get; set; }

    /// <summary>Streams: time without data from an exchange after which the server dials it again.</summary>
    public string? ExchangeTimeout { get; set; }

    /// <summary>Streams: time for which books may stay stale while their exchange sends other data; then the server is dialled again.</summary>
    public string? StaleTimeout { get; set; }

    /// <summary>First pause before dialling again; it doubles with every try that brings no data.</summary>
    public string? ReconnectDelay { get; set; }

    /// <summary>Longest such pause.</summary>
    public string? MaxReconnectDelay { get; set; }

    /// <summary>Pause after a refusal that the same request will get again, because of bad options or a missing key.</summary>
    public string? RefusedDelay { get; set; }

    /// <summary>Longest message accepted, in bytes; longer ones are faults.</summary>
    public string? MaxMessageBytes { get; set; }

    /// <summary>Replays: API key passed to the server; without one the server uses its own.</summary>
    public string? ApiKey { get; set; }
}
