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

/// <summary>A server with the services of tardis-machine that plays what the test prescribes, connection by connection.</summary>
public sealed class FakeMachine : IAsyncDisposable
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
