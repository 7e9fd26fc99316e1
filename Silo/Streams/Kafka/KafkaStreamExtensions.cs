using Ballast.Domain.Ledger.Events;
using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Streams.Fills;
using Ballast.Silo.Streams.Durable;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Serialization;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Adds streams on Kafka to a silo.</summary>
internal static class KafkaStreamExtensions
{
    // Reads are woken by the topic's reader; the timer only takes up again after a stream has registered.
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the sender of a fill waits for brokers.</summary>
    private static readonly TimeSpan FillPatience = TimeSpan.FromSeconds(60);

    /// <summary>Adds the providers of market data and tickers, and that of fills when the settings ask for it.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">Settings without faults.</param>
    internal static ISiloBuilder AddKafkaStreams(this ISiloBuilder silo, StreamsOptions options)
    {
        silo.AddProvider(StreamNames.MarketProvider, StreamPubSubType.ImplicitOnly, services => Market(services, options, StreamNames.MarketProvider), options);
        silo.AddProvider(StreamNames.TickerProvider, StreamPubSubType.ExplicitGrainBasedOnly, services => Market(services, options, StreamNames.TickerProvider), options);
        if (options.Fills.Enabled)
        {
            silo.AddProvider(StreamNames.FillsProvider, StreamPubSubType.ImplicitOnly, services => Fills(services, options), options);
        }

        return silo;
    }

    private static KafkaStreamSetup Market(IServiceProvider services, StreamsOptions options, string provider)
    {
        var isTicker = provider == StreamNames.TickerProvider;
        var clock = services.GetRequiredService<MarketClock>();
        return new()
        {
            Provider = provider,
            Topic = isTicker ? options.Kafka.TickerTopic : options.Kafka.MarketTopic,
            Form = () => new MarketForm(
                services.GetRequiredService<Serializer<MarketBatch>>(), isTicker ? StreamNames.Ticker : StreamNames.Market, services.GetRequiredService<TimeProvider>()),
            Rule = DeliveryRule.Newest,
            Reading = new(options.MaxLag),
            Patience = options.MaxLag,

            // An inventory that sees the gap asks for the newest ticker; books must not wait for those that nobody takes.
            MayDrop = () => isTicker && !clock.FollowsRecording,
        };
    }

    private static KafkaStreamSetup Fills(IServiceProvider services, StreamsOptions options) => new()
    {
        Provider = StreamNames.FillsProvider,
        Topic = options.Kafka.FillsTopic,
        Form = () => new FillForm(services.GetRequiredService<IFillReader>(), services.GetRequiredService<Serializer<LedgerEvent>>()),
        Rule = DeliveryRule.Everything,
        Reading = new(null),
        Patience = FillPatience,
    };

    private static void AddProvider(
        this ISiloBuilder silo, string name, StreamPubSubType pubSub, Func<IServiceProvider, KafkaStreamSetup> setup, StreamsOptions options)
    {
        silo.AddPersistentStreams(
            name,
            (services, _) => new KafkaStreamFactory(
                setup(services),
                options.Kafka,
                services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint.ToString(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>().CreateLogger<KafkaStreamFactory>()),
            streams =>
            {
                streams.ConfigurePartitionBalancing((services, provider) => Balancer(services, Factory(services, provider)));
                streams.ConfigurePullingAgent(agent => agent.Configure(polling => Poll(polling, name)));
                streams.ConfigureStreamPubSub(pubSub);
                if (name == StreamNames.FillsProvider)
                {
                    streams.ConfigureBackoffProvider((Func<IServiceProvider, string, IMessageDeliveryBackoffProvider>)((_, _) => new DeliveryRetry()));
                }
            });
        silo.Services.AddSingleton<IPartitionSource>(services => Factory(services, name));
    }

    private static void Poll(StreamPullingAgentOptions polling, string name)
    {
        polling.GetQueueMsgsTimerPeriod = RetryEvery;

        // A stream that counts as inactive registers anew, and until then its queue is not read.
        polling.StreamInactivityPeriod = TimeSpan.FromDays(7);
        if (name == StreamNames.FillsProvider)
        {
            // A delivery is repeated until it completes; its cursor gathers the batches.
            polling.MaxEventDeliveryTime = Timeout.InfiniteTimeSpan;
        }
        else
        {
            polling.BatchContainerBatchSize = 100;
        }
    }

    private static KafkaStreamFactory Factory(IServiceProvider services, string name) =>
        (KafkaStreamFactory)services.GetRequiredKeyedService<IQueueAdapterFactory>(name);

    private static EvenBalancer Balancer(IServiceProvider services, KafkaStreamFactory factory)
    {
        var balancer = new EvenBalancer(services);
        factory.Topic.Changed += balancer.Refresh;
        return balancer;
    }
}
