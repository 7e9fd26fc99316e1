using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ballast.Testing.Live;

/// <summary>One request of a feed.</summary>
public sealed class MachineCall(HttpContext context, int number, JsonElement options, CancellationToken ended)
{
    private const int LargestFrame = 64 << 10;

    /// <summary>1 for the first request the server got.</summary>
    public int Number => number;

    public string Path => context.Request.Path.Value!;

    public JsonElement Options => options;

    public WebSocket? Socket { get; set; }

    /// <summary>Cancelled when the feed disconnects or the test ends.</summary>
    public CancellationToken Ended => ended;

    /// <summary>Where a replay is to begin.</summary>
    public DateTimeOffset From => options[0].GetProperty("from").GetDateTimeOffset();

    /// <summary>Sends messages, a frame or a line each.</summary>
    public async Task Send(params IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            await SendBytes(Encoding.UTF8.GetBytes(message));
        }
    }

    /// <summary>Sends bytes; those that are no text have to come as a binary frame, or every reader drops the connection.</summary>
    public async Task SendBytes(ReadOnlyMemory<byte> message, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        if (Socket is null)
        {
            await context.Response.Body.WriteAsync(message, ended);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), ended);
            return;
        }

        // A long one in several frames, as servers and proxies on the way may cut it.
        for (var at = 0; at == 0 || at < message.Length; at += LargestFrame)
        {
            var length = Math.Min(LargestFrame, message.Length - at);
            await Socket.SendAsync(message.Slice(at, length), type, at + length == message.Length, ended);
        }
    }

    /// <summary>Sends a text as the end of an HTTP answer, without a line feed.</summary>
    public Task SendTail(string text) => context.Response.WriteAsync(text, ended);

    /// <summary>Answers with a status.</summary>
    public Task Refuse(int status, string body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body, ended);
    }

    /// <summary>Closes the socket, or ends the answer.</summary>
    public async Task Close(int code = 1000, string text = "WS replay-normalized finished")
    {
        if (Socket is { } socket)
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, text, ended);
        }
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut() => context.Abort();

    /// <summary>Sends nothing until the feed disconnects.</summary>
    public Task StaySilent()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ended.Register(() => gone.TrySetCanceled(ended));
        return gone.Task;
    }
}
