using System.Net;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Ballast.Silo;

/// <summary>Joins a silo to its cluster.</summary>
internal static class Clustering
{
    /// <summary>Adds membership and addresses, with probe times that detect a killed silo within ten seconds.</summary>
    internal static void AddCluster(this ISiloBuilder silo, HostSettings settings, IConnectionMultiplexer redis, IConfiguration configuration)
    {
        var cluster = settings.Cluster;
        if (cluster.Kind == ClusterKind.Localhost)
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, primarySiloEndpoint: null, cluster.Service, cluster.Id);
            return;
        }

        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Service));
        silo.UseRedisClustering(options =>
        {
            options.ConfigurationOptions = ConfigurationOptions.Parse(redis.Configuration);
            options.CreateMultiplexer = _ => Task.FromResult((redis, true));
        });
        silo.ConfigureEndpoints(cluster.Address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(cluster.Address));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // A killed silo's sockets close at once, so its probes fail; a silo that hangs must miss two probes of at most 3 s.
            membership.ProbeTimeout = TimeSpan.FromSeconds(2);
            membership.MinProbeTimeout = TimeSpan.FromSeconds(1);
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(3);
            membership.NumMissedProbesLimit = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
        silo.Services.Configure<ClusterMembershipOptions>(configuration.GetSection($"{ClusterSettings.Section}:Membership"));
        silo.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = TimeSpan.FromSeconds(2));

        // Nobody answers calls that were on their way to a silo when it died; callers try again.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(5));
    }
}
