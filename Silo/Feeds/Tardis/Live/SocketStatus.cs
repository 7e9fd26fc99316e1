using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Links;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Reports what happens to one socket of a feed: in the feed's counts, in its status line and in the log.</summary>
/// <param name="feed">Key of the feed grain.</param>
/// <param name="socket">Which socket of the feed, from 0.</param>
/// <param name="counts">The feed's counts.</param>
/// <param name="links">States of all the feed's sockets.</param>
/// <param name="logger">Log of losses and of the server's errors.</param>
internal sealed partial class SocketStatus(string feed, int socket, ConnectionCounts counts, LinkStates links, ILogger logger)
{
    /// <summary>The feed's counts.</summary>
    public ConnectionCounts Counts => counts;

    /// <summary>The socket is being dialled.</summary>
    public void Connecting() => links.Set(socket, "connecting");

    /// <summary>The socket is open.</summary>
    public void Connected(Uri address, string service)
    {
        links.Set(socket, "connected, no message yet");
        LogConnected(logger, feed, socket, address, service);
    }

    /// <summary>The first message of the connection came.</summary>
    public void Receiving() => links.Set(socket, "connected");

    /// <summary>The socket was lost or refused and is dialled again after <paramref name="pause"/>.</summary>
    public void Lost(LinkLostException lost, TimeSpan pause)
    {
        links.Set(socket, $"{(lost.IsRefusal ? "refused" : "lost")}, dials again in {pause.TotalSeconds:0.0} s: {lost.Message}");
        if (lost.IsRefusal)
        {
            LogRefused(logger, feed, socket, lost.Message, pause);
        }
        else
        {
            LogLost(logger, feed, socket, lost.Message, pause);
        }
    }

    /// <summary>The server reports an error of its own connection to the exchange.</summary>
    public void ServerError(string details) => LogServerError(logger, feed, socket, details);

    /// <summary>The socket's replay has ended.</summary>
    public void Finished() => links.Set(socket, "finished");

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Feed} socket {Socket} is connected to {Address}{Service}")]
    private static partial void LogConnected(ILogger logger, string feed, int socket, Uri address, string service);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} socket {Socket} was lost ({Reason}); it dials again in {Pause}")]
    private static partial void LogLost(ILogger logger, string feed, int socket, string reason, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Feed {Feed} socket {Socket} was refused ({Reason}): options or key must change; it asks again in {Pause}")]
    private static partial void LogRefused(ILogger logger, string feed, int socket, string reason, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} socket {Socket}: {Details}")]
    private static partial void LogServerError(ILogger logger, string feed, int socket, string details);
}
