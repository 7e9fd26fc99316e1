using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>What one socket or response asks a server for: one entry per exchange, since two of one exchange would deliver its messages twice.</summary>
/// <param name="Kind">Which endpoint.</param>
/// <param name="Entries">One per exchange.</param>
internal sealed record TardisRequest(TardisFeedKind Kind, IReadOnlyList<TardisRequest.Entry> Entries)
{
    private static readonly JsonSerializerOptions Spelling = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Messages of one exchange.</summary>
    /// <param name="Exchange">As Tardis spells it.</param>
    /// <param name="Symbols">Empty for all.</param>
    /// <param name="DataTypes">Never empty.</param>
    internal sealed record Entry(string Exchange, IReadOnlyList<string> Symbols, IReadOnlyList<string> DataTypes);

    /// <summary>First minute asked for; replays only.</summary>
    internal DateTimeOffset? From { get; init; }

    /// <summary>Minute before which it ends; replays only.</summary>
    internal DateTimeOffset? To { get; init; }

    /// <summary>Silence after which the server dials an exchange again; live only.</summary>
    internal TimeSpan ServerTimeout { get; init; }

    /// <summary>Path and query below the server's base address.</summary>
    internal string PathAndQuery => $"{Path}?options={Uri.EscapeDataString(Options)}";

    /// <summary>Whole address.</summary>
    internal Uri Address(string baseAddress)
    {
        var root = new UriBuilder(baseAddress);
        var isSecure = root.Scheme is "wss" or "https";
        root.Scheme = (Kind == TardisFeedKind.ReplayHttp, isSecure) switch
        {
            (true, true) => "https",
            (true, false) => "http",
            (false, true) => "wss",
            _ => "ws",
        };
        return new(new Uri(root.Uri.AbsoluteUri.TrimEnd('/') + "/"), PathAndQuery);
    }

    private string Path => Kind switch
    {
        TardisFeedKind.Stream => "ws-stream-normalized",
        TardisFeedKind.ReplayWebSocket => "ws-replay-normalized",
        _ => "replay-normalized",
    };

    /// <remarks>Without disconnect messages a replay says nothing of holes and keeps what it derives from books across them.</remarks>
    private string Options => JsonSerializer.Serialize(
        Entries.Select(entry => new
        {
            entry.Exchange,
            Symbols = entry.Symbols.Count > 0 ? entry.Symbols : null,
            From = Minute(From),
            To = Minute(To),
            entry.DataTypes,
            WithDisconnectMessages = true,
            WithErrorMessages = Kind == TardisFeedKind.Stream ? true : (bool?)null,
            TimeoutIntervalMS = Kind == TardisFeedKind.Stream ? (long?)ServerTimeout.TotalMilliseconds : null,
        }),
        Spelling);

    private static string? Minute(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:00.000'Z'", CultureInfo.InvariantCulture);
}
