using Ballast.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Networking.Shared;

// Registration methods are in the namespace that callers already import.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Ballast client.</summary>
public static class BallastClientServiceCollectionExtensions
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    /// <summary>Adds <see cref="IBallastClient"/> to a silo, or to a host that has already called <c>UseOrleansClient</c>.</summary>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    public static IServiceCollection AddBallastClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IBallastClient>(provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            var time = provider.GetRequiredService<TimeProvider>();
            var retry = new Retry(provider.GetService<BallastClientOptions>()?.Timeout ?? new BallastClientOptions().Timeout, time);
            return new BallastClient(grains, retry, new(provider.GetService<ClusterLink>() ?? new(), time), new(grains, retry));
        });
        return services;
    }

    /// <summary>
    /// Adds <see cref="IBallastClient"/> and its connection to a cluster, which the host opens when it starts. The start waits
    /// until a gateway answers, for at most <see cref="BallastClientOptions.Timeout"/>, and then throws <see cref="BallastUnavailableException"/>.
    /// </summary>
    /// <param name="services">The host's services; not those of a silo.</param>
    /// <param name="configure">Sets where the cluster is; without a setting it is a silo on this machine.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    /// <exception cref="OptionsValidationException">An option cannot be used; the message names it and its value.</exception>
    public static IServiceCollection AddBallastClient(this IServiceCollection services, Action<BallastClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new BallastClientOptions();
        configure(options);
        var faults = options.Faults();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(nameof(BallastClientOptions), typeof(BallastClientOptions), faults);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ClusterLink>();
        services.AddOrleansClient(client => Connect(client, options));
        return services.AddBallastClient();
    }

    private static void Connect(IClientBuilder client, BallastClientOptions options)
    {
        client.Configure<ClusterOptions>(cluster =>
        {
            cluster.ClusterId = options.ClusterId;
            cluster.ServiceId = options.ServiceId;
        });
        client.UseConnectionRetryFilter<ConnectionRetry>();

        // A silo drops a call that it has not begun when this time is over; a longer one would make it work for callers that have gone.
        client.Configure<ClientMessagingOptions>(messaging =>
            messaging.ResponseTimeout = options.Timeout < messaging.ResponseTimeout ? options.Timeout : messaging.ResponseTimeout);
        client.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = options.Timeout < LongestAnswer ? options.Timeout : LongestAnswer);
        client.AddGatewayCountChangedHandler(provider =>
        {
            var link = provider.GetRequiredService<ClusterLink>();
            return (_, counts) => link.Count(counts.PreviousNumberOfConnectedGateways, counts.NumberOfConnectedGateways);
        });

        // A silo that is killed closes its sockets; one whose machine is gone does not answer the kernel's own probes for four seconds.
        client.Configure<SocketConnectionOptions>(sockets =>
        {
            sockets.KeepAlive = true;
            sockets.KeepAliveTimeSeconds = 2;
            sockets.KeepAliveIntervalSeconds = 1;
            sockets.KeepAliveRetryCount = 2;
        });
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = LongestAnswer);
        if (options.RedisConnection is { } redis)
        {
            client.UseRedisClustering(redis);

            // Nobody answers calls that were on their way to a silo when it died; after this time they are tried again.
            client.Configure<ClientMessagingOptions>(messaging =>
                messaging.ResponseTimeout = options.Timeout < LongestAnswer ? options.Timeout : LongestAnswer);
            return;
        }

        var gateways = options.Gateways.Count > 0 ? options.Gateways : [BallastClientOptions.DefaultGateway];
        client.Services.AddSingleton<IGatewayListProvider>(new GatewayList([.. gateways.Select(g => BallastClientOptions.Split(g)!.Value)]));
    }
}
