using System.Net;
using System.Net.WebSockets;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>Reads the messages of a WebSocket, however they are split into frames.</summary>
internal sealed class WebSocketLink : IMessageLink
{
    private const int FirstBuffer = 64 << 10;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket;
    private readonly int _maxMessage;
    private byte[] _buffer = new byte[FirstBuffer];
    private bool _any;

    private WebSocketLink(ClientWebSocket socket, int maxMessage)
    {
        (_socket, _maxMessage) = (socket, maxMessage);
    }

    /// <summary>Opens the socket.</summary>
    /// <exception cref="LinkLostException">The server refuses, or nothing answers.</exception>
    public static async Task<IMessageLink> Open(TardisFeed feed, Uri address, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            // Answers to keep-alive pings have no time limit: they are read after the data before them, which waits while we are slow.
            socket.Options.KeepAliveInterval = KeepAlive;
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(address, cancellationToken);
            return new WebSocketLink(socket, feed.MaxMessageBytes);
        }
        catch (WebSocketException e)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw status is not 0 and not HttpStatusCode.SwitchingProtocols
                ? ServerErrors.Status(status, "", feed.Kind)
                : new LinkLostException($"cannot connect: {ServerErrors.Shown((e.InnerException?.InnerException ?? e.InnerException ?? e).Message)}", e);
        }
        catch
        {
            // Whatever fails here, nobody else has the socket to dispose it.
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<LinkMessage?> Next(CancellationToken cancellationToken)
    {
        var (kept, length) = (0, 0L);
        while (true)
        {
            if (kept == _buffer.Length)
            {
                // One byte more than the limit distinguishes a message that just fits from one that does not.
                Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, _maxMessage + 1L));
            }

            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(kept), cancellationToken);
            }
            catch (WebSocketException e)
            {
                throw ServerErrors.Closed(null, (e.InnerException ?? e).Message, _any);
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return _socket.CloseStatus == WebSocketCloseStatus.NormalClosure
                    ? null
                    : throw ServerErrors.Closed(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, _socket.CloseStatusDescription, _any);
            }

            length += part.Count;
            kept = length > _maxMessage ? 0 : kept + part.Count;
            if (part.EndOfMessage)
            {
                _any = true;
                return length > _maxMessage ? new(default, length, IsTooLong: true) : new(_buffer.AsMemory(0, kept), length, IsTooLong: false);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var limit = new CancellationTokenSource(CloseWithin);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The other end is gone already, so there is nothing to close.
        }

        _socket.Dispose();
    }
}
