using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ballast.Cluster.Tests.Live;

/// <summary>A server with the services of tardis-machine, that plays what a test tells it to, connection by connection.</summary>
internal sealed class FakeMachine : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<MachineCall, Task> _play;
    private WebApplication _app = null!;
    private int _calls;

    private FakeMachine(Func<MachineCall, Task> play) => _play = play;

    /// <summary>Calls taken so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public string Address { get; private set; } = "";

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<FakeMachine> Start(Func<MachineCall, Task> play)
    {
        var machine = new FakeMachine(play);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestLineSize = 32 << 10;
        });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        machine._app = builder.Build();
        machine._app.UseWebSockets();
        machine._app.Run(machine.Answer);
        await machine._app.StartAsync();
        machine.Address = machine._app.Urls.First();
        return machine;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
        var options = JsonDocument.Parse(context.Request.Query["options"].ToString()).RootElement;
        var call = new MachineCall(context, Interlocked.Increment(ref _calls), options, ended.Token);
        try
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                call.Socket = await context.WebSockets.AcceptWebSocketAsync();
            }

            await _play(call);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The feed went, as it may at any time.
        }
    }
}

/// <summary>One request of a feed.</summary>
internal sealed class MachineCall(HttpContext context, int number, JsonElement options, CancellationToken ended)
{
    private const int LargestFrame = 64 << 10;

    /// <summary>1 for the first request the server got.</summary>
    public int Number => number;

    public string Path => context.Request.Path.Value!;

    public JsonElement Options => options;

    public WebSocket? Socket { get; set; }

    /// <summary>Cancelled when the feed or the test has gone.</summary>
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

    public async Task SendBytes(ReadOnlyMemory<byte> message)
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
            await Socket.SendAsync(message.Slice(at, length), WebSocketMessageType.Text, at + length == message.Length, ended);
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

    /// <summary>Says nothing until the feed has gone.</summary>
    public Task StaySilent() => Task.Delay(Timeout.Infinite, ended);
}
