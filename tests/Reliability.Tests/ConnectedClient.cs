using Ballast.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace Ballast.Reliability.Tests;

/// <summary>The client library, connected to real silos.</summary>
internal sealed class ConnectedClient : IAsyncDisposable
{
    private readonly IHost _host;

    private ConnectedClient(IHost host) => _host = host;

    internal IBallastClient Client => _host.Services.GetRequiredService<IBallastClient>();

    internal IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    internal static async Task<ConnectedClient> Open(Action<BallastClientOptions> where, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBallastClient(where);
        var connected = new ConnectedClient(builder.Build());
        await connected._host.StartAsync(cancellationToken);
        return connected;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
