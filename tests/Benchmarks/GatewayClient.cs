using Ballast.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ballast.Benchmarks;

/// <summary>The client library as another process would use it: over TCP, through a silo's gateway.</summary>
internal sealed class GatewayClient : IAsyncDisposable
{
    private readonly IHost _host;

    private GatewayClient(IHost host) => _host = host;

    internal IBallastClient Client => _host.Services.GetRequiredService<IBallastClient>();

    internal static Task<GatewayClient> Connect(int gatewayPort, CancellationToken cancellationToken) => Connect([gatewayPort], cancellationToken);

    internal static async Task<GatewayClient> Connect(IEnumerable<int> gatewayPorts, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddBallastClient(options =>
        {
            foreach (var port in gatewayPorts)
            {
                options.Gateways.Add($"127.0.0.1:{port}");
            }
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new(host);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
