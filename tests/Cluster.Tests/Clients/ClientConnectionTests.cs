using Ballast.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime;
using Xunit;

namespace Ballast.Cluster.Tests.Clients;

public sealed class ClientConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_finds_a_silo_by_host_name_even_when_it_starts_before_it()
    {
        var ports = Silo.LoopbackPorts.Free(2);
        var (siloPort, gatewayPort) = (ports[0], ports[1]);
        var clientBuilder = Host.CreateEmptyApplicationBuilder(null);
        clientBuilder.Services.AddBallastClient(options =>
        {
            options.Gateways.Add($"localhost:{gatewayPort}");
            options.Timeout = Waiting.Patience;
        });
        using var client = clientBuilder.Build();
        var connected = client.StartAsync(Token);

        var siloBuilder = Host.CreateEmptyApplicationBuilder(null);
        siloBuilder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, serviceId: "ballast", clusterId: "ballast"));
        using var silo = siloBuilder.Build();
        await silo.StartAsync(Token);
        await connected.WaitAsync(Waiting.Patience, Token);

        var hosts = await client.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(false, Token);
        Assert.Equal(SiloStatus.Active, Assert.Single(hosts).Value);

        await client.StopAsync(Token);
        await silo.StopAsync(Token);
    }

    [Fact]
    public async Task A_start_without_a_cluster_ends_with_the_clients_own_exception_within_its_timeout()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBallastClient(options =>
        {
            options.Gateways.Add($"localhost:{Silo.LoopbackPorts.Free(1)[0]}");
            options.Timeout = TimeSpan.FromSeconds(1);
        });
        using var client = builder.Build();

        var refused = await Assert.ThrowsAsync<BallastUnavailableException>(() => client.StartAsync(Token).WaitAsync(Waiting.Patience, Token));

        Assert.Contains("could not be reached within 1 s", refused.Message, StringComparison.Ordinal);
    }
}
