using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Requests;

/// <summary>The request of one socket of a feed.</summary>
internal sealed record TardisRequest(TardisFeed Feed, IReadOnlyList<ExchangeRequest> Exchanges)
{
    /// <summary>
    /// Longest query, in bytes. A server refuses 20,000 bytes on its WebSocket port, and 16 KiB of request line and headers on HTTP.
    /// </summary>
    public static int MaxQuery(FeedKind kind) => kind == FeedKind.ReplayHttp ? 14_000 : 18_000;

    /// <summary>The address with all options.</summary>
    /// <param name="from">Time at which a replay begins or continues; ignored by a stream.</param>
    public Uri Address(DateTimeOffset? from) => new(new Uri(Feed.Address, Feed.Service), "?options=" + Uri.EscapeDataString(Options(from)));

    private string Options(DateTimeOffset? from)
    {
        var entries = new JsonArray();
        foreach (var exchange in Exchanges)
        {
            var entry = new JsonObject { ["exchange"] = exchange.Exchange };
            if (exchange.Symbols.Count > 0)
            {
                entry["symbols"] = new JsonArray([.. exchange.Symbols.Select(symbol => (JsonNode)symbol)]);
            }

            entry["dataTypes"] = new JsonArray([.. exchange.DataTypes.Select(type => (JsonNode)type)]);
            entry["withDisconnectMessages"] = true;
            if (Feed.IsReplay)
            {
                entry["from"] = Time(from ?? Feed.From!.Value);
                entry["to"] = Time(Feed.To!.Value);
                if (Feed.ApiKey is { } key)
                {
                    entry["apiKey"] = key;
                }
            }
            else
            {
                entry["withErrorMessages"] = true;
                entry["timeoutIntervalMS"] = (long)Feed.ExchangeTimeout.TotalMilliseconds;
            }

            entries.Add((JsonNode)entry);
        }

        return entries.ToJsonString(Json);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
