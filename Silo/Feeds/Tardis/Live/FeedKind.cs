namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Which service of a tardis-machine server a feed uses.</summary>
public enum FeedKind
{
    /// <summary><c>ws-stream-normalized</c>: what the exchanges send now, without end.</summary>
    Stream,

    /// <summary><c>ws-replay-normalized</c>: history, one message a frame.</summary>
    ReplayWebSocket,

    /// <summary><c>replay-normalized</c>: history over HTTP, one message a line.</summary>
    ReplayHttp,
}
