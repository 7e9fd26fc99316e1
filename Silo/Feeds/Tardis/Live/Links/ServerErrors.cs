using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>Translates the failures of a tardis-machine server: close codes, HTTP statuses and error messages.</summary>
internal static class ServerErrors
{
    /// <summary>Most bytes of an error that are read. Its address names every symbol asked for and is far longer than what is shown.</summary>
    public const int MaxText = 256 << 10;

    private const int MaxShown = 400;

    /// <summary>Describes the end of a socket that was closed or cut.</summary>
    /// <param name="code">Close code; <see langword="null"/> when the socket was cut without one (1006 in RFC 6455).</param>
    /// <param name="text">Close reason.</param>
    /// <param name="anyMessages">Whether messages were received before the end.</param>
    public static LinkLostException Closed(WebSocketCloseStatus? code, string? text, bool anyMessages)
    {
        var said = string.IsNullOrWhiteSpace(text) ? "" : $" {Shown(text)}";
        return code switch
        {
            null => new($"closed 1006: the connection was cut{said}"),
            WebSocketCloseStatus.PolicyViolation when !anyMessages && said.Length == 0 =>
                new("closed 1008: the address has no such service") { IsRefusal = true },
            WebSocketCloseStatus.PolicyViolation => new($"closed 1008:{(said.Length == 0 ? " too slow a reader" : said)}"),
            WebSocketCloseStatus.InternalServerError => new($"closed 1011:{said}") { IsRefusal = IsRefusal(text, anyMessages) },
            _ => new(string.Create(CultureInfo.InvariantCulture, $"closed {(int)code}:{said}")),
        };
    }

    /// <summary>Describes an HTTP response other than 200, or other than 101 to an upgrade.</summary>
    public static LinkLostException Status(HttpStatusCode status, string body, FeedKind kind)
    {
        var said = Message(body) ?? body;
        var hint = status switch
        {
            HttpStatusCode.UpgradeRequired when kind == FeedKind.ReplayHttp => "this is the server's WebSocket port; HTTP is the port below",
            HttpStatusCode.NotFound when kind != FeedKind.ReplayHttp => "no such service; the server's WebSocket port is its HTTP port + 1",
            HttpStatusCode.RequestHeaderFieldsTooLarge => "the query is too long",
            _ => null,
        };
        var parts = new[] { Shown(said), hint }.Where(part => !string.IsNullOrWhiteSpace(part));
        return new(string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status}: {string.Join("; ", parts)}"))
        {
            // Of the 5xx statuses only 500 comes from the server itself; with JSON it means that the options are wrong.
            IsRefusal = ((int)status is >= 400 and < 500 && status is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout))
                || (status == HttpStatusCode.InternalServerError && Message(body) is not null),
        };
    }

    /// <summary>The message of an error object, which has no <c>type</c>; <see langword="null"/> for any other text.</summary>
    public static string? Message(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string?[] parts = [Text(document.RootElement, "message"), Text(document.RootElement, "responseText")];
            return parts.Any(part => part is not null) ? Shown(string.Join("; ", parts.OfType<string>())) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The details of an <c>error</c> message of a stream.</summary>
    public static string Details(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var details = root.TryGetProperty("details", out var value) ? value.ToString() : "no details";
            var count = root.TryGetProperty("subSequentErrorsCount", out var errors) ? $" ({errors} in a row)" : "";
            return Shown($"{Text(root, "exchange")}: {details}{count}");
        }
        catch (JsonException)
        {
            return "an error message that is not JSON";
        }
    }

    /// <summary>What the silence of a server may mean, to follow how long it was.</summary>
    /// <param name="isReplay">Whether history was asked for.</param>
    /// <param name="anyMessages">Whether messages were received before.</param>
    public static string Silence(bool isReplay, bool anyMessages) => (isReplay, anyMessages) switch
    {
        (true, _) => "; a replay server says nothing while its API answers 429 or 5xx or cannot be reached, and tries for up to 50 minutes: its own log has the reason",
        (false, false) => "; the exchange has sent nothing for these symbols since the server was dialled",
        _ => "",
    };

    /// <summary>Makes a text printable, of one line and of bounded length.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= MaxShown ? line : line[..MaxShown] + "…";
    }

    /// <summary>Whether the API behind the server refused for good: the key is missing or the request is not valid.</summary>
    public static bool IsLasting(string text) =>
        text.Contains("status code: 401", StringComparison.Ordinal)
        || text.Contains("status code: 400", StringComparison.Ordinal)
        || text.Contains("status code: 403", StringComparison.Ordinal);

    /// <summary>Whether the server does not support the exchange or data type asked for.</summary>
    public static bool IsUnsupported(string details) => details.EndsWith("not supported", StringComparison.Ordinal);

    // The server uses one close code both for passing failures (the API is down, an exchange refuses) and for lasting ones (bad options).
    private static bool IsRefusal(string? text, bool anyMessages) =>
        text is not null && (IsLasting(text)
            || (!anyMessages && !text.Contains("Too many subsequent errors", StringComparison.Ordinal)
                && !text.Contains("HttpError", StringComparison.Ordinal) && !text.Contains("ECONN", StringComparison.Ordinal)));

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
