using Azure.Messaging.EventHubs;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Grains.Streams.Fills;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Streaming.EventHubs;
using Orleans.Streams;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>The provider of the package as it comes, with its cache and its checkpoints, for the same fills and the same grains.</summary>
internal sealed class ShippedFills(IFillReader reader, Serializer serializer) : EventHubDataAdapter(serializer)
{
    /// <summary>Hub that it reads.</summary>
    internal const string Hub = "shipped";

    /// <summary>Adds it beside ours; it keeps what it has read for a second.</summary>
    internal static void Add(ISiloBuilder silo, string connectionString, MemoryCheckpoints checkpoints) => silo.AddEventHubStreams("shipped", streams =>
    {
        streams.ConfigureEventHub(hub => hub.Configure(options => options.ConfigureEventHubConnection(connectionString, Hub, "$Default")));
        streams.ConfigurePartitionReceiver(receiver => receiver.Configure(options => options.StartFromNow = false));
        streams.ConfigureCheckpointer<StreamQueueCheckpointerOptions>((_, _) => checkpoints, _ => { });
        streams.ConfigureCacheEviction(eviction => eviction.Configure(options =>
            (options.DataMinTimeInCache, options.DataMaxAgeInCache) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1))));
        streams.UseDataAdapter((services, _) => new ShippedFills(services.GetRequiredService<IFillReader>(), services.GetRequiredService<Serializer>()));
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
    });

    public override StreamId GetStreamIdentity(EventData queueMessage) => StreamNames.For(StreamNames.Fills, reader.Read(queueMessage.EventBody.ToMemory()).Instrument);

    protected override IBatchContainer GetBatchContainer(EventHubMessage eventHubMessage)
    {
        var fill = new FillMessage { Origin = eventHubMessage.Offset, Payload = eventHubMessage.Payload, Event = reader.Read(eventHubMessage.Payload) };
        return new ShippedFill(eventHubMessage.StreamId, fill, new(eventHubMessage.Offset, eventHubMessage.SequenceNumber, 0));
    }
}
