using Ballast.Domain.Ledger.Events;
using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Streams.Fills;
using Ballast.Silo.Streams.Durable;
using Ballast.Silo.Streams.Kafka;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Serialization;
using Orleans.Streams;
using StackExchange.Redis;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Adds streams on Azure Event Hubs to a silo.</summary>
internal static class EventHubStreamExtensions
{
    // Reads wait for events; the timer only takes up again after a stream has registered, or after a while without events.
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the sender of a fill waits for a hub.</summary>
    private static readonly TimeSpan FillPatience = TimeSpan.FromSeconds(60);

    /// <summary>Adds the providers of market data and tickers, and that of fills when the settings ask for it.</summary>
    /// <param name="silo">The silo; it needs the shared Redis connection.</param>
    /// <param name="options">Settings without faults.</param>
    internal static ISiloBuilder AddEventHubStreams(this ISiloBuilder silo, StreamsOptions options)
    {
        silo.AddProvider(StreamNames.MarketProvider, StreamPubSubType.ImplicitOnly, StreamNames.Market, options);
        silo.AddProvider(StreamNames.TickerProvider, StreamPubSubType.ExplicitGrainBasedOnly, StreamNames.Ticker, options);
        return options.Fills.Enabled ? silo.AddProvider(StreamNames.FillsProvider, StreamPubSubType.ImplicitOnly, StreamNames.Fills, options) : silo;
    }

    private static ISiloBuilder AddProvider(this ISiloBuilder silo, string provider, StreamPubSubType pubSub, string streamNamespace, StreamsOptions options)
    {
        var hubs = options.EventHubs;
        var hub = HubOf(provider, hubs);
        silo.AddEventHubStreams(provider, streams =>
        {
            streams.ConfigureEventHub(eventHub => eventHub.Configure(connection => connection.ConfigureEventHubConnection(
                _ => HubConnection.Connect(hubs, hub), hub, hubs.Group)));
            streams.ConfigurePartitionReceiver(receiver => receiver.Configure(reading => reading.StartFromNow = false));
            streams.ConfigureCheckpointer<StreamQueueCheckpointerOptions>(
                (services, _) => new HubCheckpoints(services.GetRequiredService<IConnectionMultiplexer>(), hub, hubs.Group), _ => { });
            streams.UseDataAdapter((services, _) => new HubAdapter(hub, () => Form(services, streamNamespace), services.GetRequiredService<Serializer>()));
            streams.ConfigurePartitionBalancing((services, name) => Balancer(services, Factory(services, name)));
            streams.ConfigurePullingAgent(agent => agent.Configure(polling => Poll(polling, provider)));
            streams.ConfigureStreamPubSub(pubSub);
            if (provider == StreamNames.FillsProvider)
            {
                streams.ConfigureBackoffProvider((Func<IServiceProvider, string, IMessageDeliveryBackoffProvider>)((_, _) => new DeliveryRetry()));
            }
        });

        // The last registration wins: ours in place of the package's.
        silo.Services.AddKeyedSingleton<IQueueAdapterFactory>(provider, (services, _) => new HubStreamFactory(Setup(services, provider, options), hubs, services));
        silo.Services.AddSingleton<IPartitionSource>(services => Factory(services, provider));
        return silo;
    }

    private static string HubOf(string provider, EventHubsOptions hubs) => provider switch
    {
        StreamNames.MarketProvider => hubs.MarketHub,
        StreamNames.TickerProvider => hubs.TickerHub,
        _ => hubs.FillsHub,
    };

    private static HubStreamSetup Setup(IServiceProvider services, string provider, StreamsOptions options)
    {
        var (isFills, isTicker) = (provider == StreamNames.FillsProvider, provider == StreamNames.TickerProvider);
        var clock = services.GetRequiredService<MarketClock>();
        return new()
        {
            Provider = provider,
            Hub = HubOf(provider, options.EventHubs),
            Reading = new(isFills ? DeliveryRule.Everything : DeliveryRule.Newest, options.MaxLag, options.EventHubs.OnLostPosition),
            Patience = isFills ? FillPatience : options.MaxLag,

            // An inventory that sees the gap asks for the newest ticker; books must not wait for those that nobody takes.
            MayDrop = () => isTicker && !clock.FollowsRecording,
        };
    }

    private static IMessageForm Form(IServiceProvider services, string streamNamespace) => streamNamespace == StreamNames.Fills
        ? new FillForm(services.GetRequiredService<IFillReader>(), services.GetRequiredService<Serializer<LedgerEvent>>())
        : new MarketForm(services.GetRequiredService<Serializer<MarketBatch>>(), streamNamespace, services.GetRequiredService<TimeProvider>());

    private static void Poll(StreamPullingAgentOptions polling, string provider)
    {
        polling.GetQueueMsgsTimerPeriod = RetryEvery;

        // A stream that counts as inactive registers anew, and until then its queue is not read.
        polling.StreamInactivityPeriod = TimeSpan.FromDays(7);
        if (provider == StreamNames.FillsProvider)
        {
            // A delivery is repeated until it completes; its cursor gathers the batches.
            polling.MaxEventDeliveryTime = Timeout.InfiniteTimeSpan;
        }
        else
        {
            polling.BatchContainerBatchSize = 100;
        }
    }

    private static HubStreamFactory Factory(IServiceProvider services, string name) =>
        (HubStreamFactory)services.GetRequiredKeyedService<IQueueAdapterFactory>(name);

    private static EvenBalancer Balancer(IServiceProvider services, HubStreamFactory factory)
    {
        var balancer = new EvenBalancer(services);
        factory.Queues.Changed += balancer.Refresh;
        factory.Watch.Stopped += queue => _ = balancer.Restart(queue);
        return balancer;
    }
}
