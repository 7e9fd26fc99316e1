namespace Ballast.Silo.Feeds.Tardis.Live.Settings;

/// <summary>Which service of a tardis-machine server a feed uses.</summary>
public enum FeedKind
{
    /// <summary><c>ws-stream-normalized</c>: live data, without end.</summary>
    Stream,

    /// <summary><c>ws-replay-normalized</c>: history, one message per frame.</summary>
    ReplayWebSocket,

    /// <summary><c>replay-normalized</c>: history over HTTP, one message per line.</summary>
    ReplayHttp,
}
