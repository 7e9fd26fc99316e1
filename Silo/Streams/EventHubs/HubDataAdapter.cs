using Azure.Messaging.EventHubs;
using Ballast.Silo.Streams.Durable;
using Ballast.Silo.Streams.Kafka;
using Orleans.Serialization;
using Orleans.Streaming.EventHubs;
using Orleans.Streams;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Translates between events of a hub and events of streams. Reading never throws: an exception would cost every other event of the same read.</summary>
/// <param name="hub">Name of the hub.</param>
/// <param name="form">How events are written.</param>
/// <param name="serializer">What the adapter of Orleans wants; nothing is written with it.</param>
internal sealed class HubDataAdapter(string hub, IMessageForm form, Serializer serializer) : EventHubDataAdapter(serializer)
{
    /// <summary>Writes an event. Its stream is in the content, so that programs that are not of Orleans read and write the same.</summary>
    internal EventData Write(object item) => new(form.Write(item));

    /// <inheritdoc />
    public override EventData ToQueueMessage<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        Write(events.Single()!);

    /// <summary>Reads an event.</summary>
    /// <returns><see langword="null"/> when it cannot be read and nobody need know.</returns>
    internal DurableMessage? Read(string partition, EventData given)
    {
        var message = Message(partition, given);
        return form.Read(message) is var (stream, item) ? new(stream, item, message.Offset, message.Bytes) : null;
    }

    /// <summary>Bytes that an event takes up while it waits.</summary>
    internal long BytesOf(EventData given) => Message("0", given).Bytes;

    /// <inheritdoc />
    public override StreamId GetStreamIdentity(EventData queueMessage) => Read("0", queueMessage)?.StreamId ?? StreamId.Create("unreadable", hub);

    /// <inheritdoc />
    public override string GetPartitionKey(StreamId streamId) => streamId.GetKeyAsString();

    private TopicMessage Message(string partition, EventData given) =>
        new(hub, int.TryParse(partition, out var number) ? number : 0, given.SequenceNumber, given.EnqueuedTime, given.EventBody.ToArray());
}
