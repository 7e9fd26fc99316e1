using Ballast.Grains.Streams;
using Ballast.Grains.Streams.Fills;
using Ballast.Silo.Streams.EventHubs;
using Ballast.Silo.Streams.Fills;
using Ballast.Silo.Streams.Kafka;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ballast.Silo.Streams;

/// <summary>Adds the streams that the settings ask for.</summary>
internal static class StreamRegistration
{
    /// <summary>Adds the stream providers, and what the grains of durable streams need. Needs the shared Redis connection.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">Settings without faults.</param>
    internal static ISiloBuilder AddStreams(this ISiloBuilder silo, StreamsOptions options)
    {
        silo.AddFillServices(options);
        return options.Is(StreamsOptions.OnKafka) ? silo.AddKafkaStreams(options)
            : options.Is(StreamsOptions.OnEventHubs) ? silo.AddEventHubStreams(options)
            : silo.AddMarketStreams();
    }

    /// <summary>Dead letters, reports and the reader of fills; also without a durable stream, so that what was put aside before can still be replayed.</summary>
    private static void AddFillServices(this ISiloBuilder silo, StreamsOptions options)
    {
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<IFillReader, FillLineReader>();
        silo.Services.AddSingleton<IDeadLetters, RedisDeadLetters>();
        silo.Services.AddSingleton<RedisPartitionReports>();
        silo.Services.AddSingleton<IPartitionReports>(services => services.GetRequiredService<RedisPartitionReports>());
        silo.Services.TryAddSingleton<IFillPositions, NoFillPositions>();
        silo.Services.AddHostedService<PartitionReporting>();
    }
}
