using Ballast.Client.Streams;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;

// Registration methods are in the namespace that callers already import.
namespace Orleans.Hosting;

/// <summary>Adds the durable stream of fills to a client.</summary>
public static class KafkaStreamClientExtensions
{
    /// <summary>
    /// Adds the stream provider <see cref="StreamNames.FillsProvider"/>, which writes to a Kafka topic. A stream has the id
    /// <c>StreamNames.For(StreamNames.Fills, instrument)</c> and events of type <see cref="LedgerEvent"/>; <c>OnNextAsync</c> completes when the brokers have
    /// stored the event, and the silos book it when they are there.
    /// </summary>
    /// <returns><paramref name="client"/>, for chaining.</returns>
    /// <exception cref="OptionsValidationException">An option cannot be used; the message names it and its value.</exception>
    public static IClientBuilder AddKafkaStreams(this IClientBuilder client, Action<KafkaClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new KafkaClientOptions();
        configure(options);
        var faults = options.Faults();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(nameof(KafkaClientOptions), typeof(KafkaClientOptions), faults);
        }

        client.Services.TryAddSingleton(TimeProvider.System);
        return client.AddPersistentStreams(
            StreamNames.FillsProvider,
            (services, name) => new KafkaFillFactory(
                name,
                options,
                services.GetRequiredService<Serializer<LedgerEvent>>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>().CreateLogger<KafkaFillFactory>()),
            _ => { });
    }
}
