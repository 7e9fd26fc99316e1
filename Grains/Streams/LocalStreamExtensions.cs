using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>Adds the streams of market data to a silo.</summary>
public static class LocalStreamExtensions
{
    // Reads are woken by writers; the timer only takes up again after a stream has registered.
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Adds the providers <see cref="StreamNames.MarketProvider"/> and <see cref="StreamNames.TickerProvider"/>, with queues in the memory of the silo.</summary>
    public static ISiloBuilder AddMarketStreams(this ISiloBuilder silo) => silo
        .AddLocalStreams(StreamNames.MarketProvider, StreamPubSubType.ImplicitOnly)
        .AddLocalStreams(StreamNames.TickerProvider, StreamPubSubType.ExplicitGrainBasedOnly);

    private static ISiloBuilder AddLocalStreams(this ISiloBuilder silo, string name, StreamPubSubType pubSub) => silo.AddPersistentStreams(
        name,
        (services, provider) => new LocalStreamFactory(provider, services.GetRequiredService<MarketClock>(), services.GetRequiredService<StreamDrops>()),
        streams =>
        {
            streams.ConfigurePartitionBalancing((_, _) => new LocalQueueBalancer());
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
            {
                options.GetQueueMsgsTimerPeriod = RetryEvery;
                options.BatchContainerBatchSize = 100;

                // A stream that counts as inactive registers anew, and until then its queue is not read.
                options.StreamInactivityPeriod = TimeSpan.FromDays(7);
            }));
            streams.ConfigureStreamPubSub(pubSub);
        });
}
