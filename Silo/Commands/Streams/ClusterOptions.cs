using System.CommandLine;
using Ballast.Client;

namespace Ballast.Silo.Commands.Streams;

/// <summary>Command-line options that say where a running cluster is.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _gateway = new("--gateway") { Description = $"Gateway of a silo as host:port ({BallastClientOptions.DefaultGateway})." };
    private readonly Option<string?> _redis = new("--redis") { Description = "Connection string (StackExchange.Redis) of the Redis of the cluster, instead of a gateway." };

    internal ClusterOptions(Command command)
    {
        command.Options.Add(_gateway);
        command.Options.Add(_redis);
        StoreOptions.RequireOne(command, _gateway, _redis);
    }

    /// <summary>Connects, does something with the grains, and disconnects.</summary>
    internal async Task<int> Run(ParseResult parsed, Func<IGrainFactory, Task<int>> work, CancellationToken cancellationToken)
    {
        var cluster = ClusterSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), ClusterKind.Localhost, hasOutsideStore: false);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddBallastClient(options =>
        {
            (options.ClusterId, options.ServiceId, options.RedisConnection) = (cluster.Id, cluster.Service, parsed.GetValue(_redis));
            if (parsed.GetValue(_gateway) is { } gateway)
            {
                options.Gateways.Add(gateway);
            }
        });
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        try
        {
            return await work(host.Services.GetRequiredService<IGrainFactory>());
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }
}
