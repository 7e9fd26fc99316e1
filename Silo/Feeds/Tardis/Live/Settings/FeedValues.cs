using System.Globalization;

namespace Ballast.Silo.Feeds.Tardis.Live.Settings;

/// <summary>Reads the values of one feed's configuration. A value that cannot be used is a <see cref="StartupException"/> with key and value.</summary>
internal sealed class FeedValues(string section)
{
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(1);

    /// <summary>Reads a base address and gives it the scheme of the kind and a <c>/</c> at its end.</summary>
    public Uri Address(string? text, FeedKind kind)
    {
        var isWebSocket = kind != FeedKind.ReplayHttp;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https" or "ws" or "wss")
            || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw Wrong("Address", text, "it must be a base address such as " + (isWebSocket
                ? "ws://localhost:8001 (the server's WebSocket port is its HTTP port + 1)"
                : "http://localhost:8000"));
        }

        var secure = address.Scheme is "https" or "wss";
        return new UriBuilder(address)
        {
            Scheme = isWebSocket ? (secure ? "wss" : "ws") : (secure ? "https" : "http"),
            Port = address.Port,
            Path = address.AbsolutePath.TrimEnd('/') + "/",
        }.Uri;
    }

    /// <summary>Reads a time in UTC, which must be a whole minute.</summary>
    public DateTimeOffset Time(string key, string? text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            throw Wrong(key, text, "it must be a time such as 2024-08-01T00:00:00Z; start at 00:00, where every book has a snapshot");
        }

        return time.Ticks % TimeSpan.TicksPerMinute == 0
            ? time
            : throw Wrong(key, text, "the times of a replay must be whole minutes");
    }

    /// <summary>Refuses a value that only replays have.</summary>
    public DateTimeOffset? Absent(string key, string? text) =>
        string.IsNullOrEmpty(text) ? null : throw Wrong(key, text, "only replays have this setting");

    /// <summary>Reads a positive length of time.</summary>
    public TimeSpan Span(string key, string? text, TimeSpan fallback)
    {
        if (text is null)
        {
            return fallback;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero && span <= LongestSpan
            ? span
            : throw Wrong(key, text, "it must be a time such as 00:00:30, above 0 and at most a day");
    }

    /// <summary>Reads a whole number within limits.</summary>
    public int Count(string key, string? text, int fallback, int least, int most, string? why)
    {
        if (text is null)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most
            ? count
            : throw Wrong(key, text, why ?? string.Create(CultureInfo.InvariantCulture, $"it must be a whole number from {least} to {most}"));
    }

    private StartupException Wrong(string key, string? value, string why) => TardisFeed.Wrong($"{section}:{key}", value, why);
}
