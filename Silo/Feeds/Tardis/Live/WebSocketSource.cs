using System.Globalization;
using System.Net;
using System.Net.WebSockets;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Messages of a WebSocket, one a text frame.</summary>
/// <remarks>
/// Close codes as tardis-machine uses them: 1000 is the end of a replay; 1011 carries an error's text (cut at 123 bytes) and
/// stands for a refusal when nothing came before it; 1008 means that the reader was too slow, or the path is wrong.
/// </remarks>
internal sealed class WebSocketSource(string address, TimeSpan silence, ConnectionCounts counts, TimeProvider time) : IMessageSource
{
    private const int FirstBuffer = 64 * 1024;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(20);

    private byte[] _buffer = new byte[FirstBuffer];

    /// <inheritdoc />
    public async Task<SourceEnd> Read(TardisRequest request, Action connected, TakeMessage take, CancellationToken cancellationToken)
    {
        using var watch = new SilenceWatch(silence, time, cancellationToken);
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = PingEvery;
        socket.Options.KeepAliveTimeout = PongWithin;
        socket.Options.CollectHttpResponseDetails = true;
        var hasData = false;
        try
        {
            watch.Waiting();
            await socket.ConnectAsync(request.Address(address), watch.Token);
            connected();
            while (true)
            {
                watch.Waiting();
                var (type, length) = await Receive(socket, watch);
                watch.Heard();
                if (type == WebSocketMessageType.Close)
                {
                    return await Closed(socket, request, hasData, cancellationToken);
                }

                if (type != WebSocketMessageType.Text || length < 0)
                {
                    counts.Fault(length < 0 ? $"a frame is longer than {LineReader.MaxLine} bytes" : "a frame is not text");
                    continue;
                }

                hasData = true;
                await take(_buffer.AsMemory(0, length), cancellationToken);
            }
        }
        catch (SourceFailedException failed)
        {
            return hasData ? SourceEnd.Lost(failed.Message) : SourceEnd.Refused(failed.Message);
        }
        catch (OperationCanceledException) when (watch.IsSilent && !cancellationToken.IsCancellationRequested)
        {
            return SourceEnd.Lost($"silent for {silence}");
        }
        catch (WebSocketException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(socket.HttpStatusCode, e);
        }
        catch (HttpRequestException e) when (!cancellationToken.IsCancellationRequested)
        {
            return SourceEnd.Lost(e.Message);
        }
    }

    /// <summary>One whole message of however many frames; a length below 0 for one that is too long.</summary>
    private async Task<(WebSocketMessageType Type, int Length)> Receive(ClientWebSocket socket, SilenceWatch watch)
    {
        var (length, isTooLong) = (0, false);
        while (true)
        {
            if (length == _buffer.Length)
            {
                isTooLong |= length >= LineReader.MaxLine;
                length = isTooLong ? 0 : length;
                Array.Resize(ref _buffer, isTooLong ? _buffer.Length : _buffer.Length * 2);
            }

            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), watch.Token);
            length += received.Count;
            if (received.EndOfMessage)
            {
                return (received.MessageType, isTooLong ? -1 : length);
            }

            // A long message in many pieces is no silence.
            watch.Waiting();
        }
    }

    private static async Task<SourceEnd> Closed(ClientWebSocket socket, TardisRequest request, bool hasData, CancellationToken cancellationToken)
    {
        var (code, text) = (socket.CloseStatus, socket.CloseStatusDescription);
        try
        {
            using var answer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            answer.CancelAfter(TimeSpan.FromSeconds(1));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, answer.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The other end is gone already.
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (code == WebSocketCloseStatus.NormalClosure && request.Kind != TardisFeedKind.Stream)
        {
            return SourceEnd.Complete;
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"closed by the server with {(int?)code ?? 1005}{(string.IsNullOrEmpty(text) ? "" : $": {text}")}");
        return code switch
        {
            WebSocketCloseStatus.PolicyViolation when !hasData => SourceEnd.Refused($"{reason} (is the path right? the WebSocket port is the HTTP port + 1)"),
            WebSocketCloseStatus.InternalServerError when !hasData => SourceEnd.Refused(reason),
            _ => SourceEnd.Lost(reason),
        };
    }

    private static SourceEnd Failed(HttpStatusCode status, WebSocketException e) => (int)status switch
    {
        0 or 101 => SourceEnd.Lost(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message),
        200 or 404 or 426 => SourceEnd.Refused($"HTTP {(int)status} instead of a WebSocket: the WebSocket port is the HTTP port + 1"),
        var refused => HttpSource.Status(refused, null, null),
    };
}
