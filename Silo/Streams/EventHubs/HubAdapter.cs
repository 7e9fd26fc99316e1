using Azure.Messaging.EventHubs;
using Ballast.Silo.Streams.Durable;
using Ballast.Silo.Streams.Kafka;
using Orleans.Serialization;
using Orleans.Streaming.EventHubs;
using Orleans.Streams;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Translates between events of a hub and events of streams. Reading never throws: an exception would cost every other event of the same read.</summary>
/// <param name="hub">Name of the hub.</param>
/// <param name="forms">How events are written and read; each reader of a partition has a form of its own.</param>
/// <param name="serializer">What the adapter of Orleans wants; nothing is written with it.</param>
internal sealed class HubAdapter(string hub, Func<IMessageForm> forms, Serializer serializer) : EventHubDataAdapter(serializer)
{
    private readonly IMessageForm _form = forms();

    /// <summary>Writes an event. Its stream is in the content, so that programs that are not of Orleans read and write the same.</summary>
    internal EventData Write(object item) => new(_form.Write(item));

    /// <summary>A form for a reader of a partition.</summary>
    internal IMessageForm NewForm() => forms();

    /// <inheritdoc />
    public override EventData ToQueueMessage<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        Write(events.Single()!);

    /// <summary>Reads an event.</summary>
    /// <param name="form">Form of the reader.</param>
    /// <param name="partition">Id of the partition.</param>
    /// <param name="given">The event.</param>
    /// <returns><see langword="null"/> when it cannot be read and nobody need know.</returns>
    internal DurableMessage? Read(IMessageForm form, string partition, EventData given)
    {
        var message = Message(partition, given);
        try
        {
            return form.Read(message) is var (stream, item) ? new(stream, item, message.Offset, message.Bytes) : null;
        }
        catch (Exception)
        {
            // No form throws by intent; should one do so, only this event is not read.
            return null;
        }
    }

    /// <inheritdoc />
    public override StreamId GetStreamIdentity(EventData queueMessage) => Read(_form, "0", queueMessage)?.StreamId ?? StreamId.Create("unreadable", hub);

    /// <inheritdoc />
    public override string GetPartitionKey(StreamId streamId) => streamId.GetKeyAsString();

    private TopicMessage Message(string partition, EventData given) =>
        new(hub, int.TryParse(partition, out var number) ? number : 0, given.SequenceNumber, given.EnqueuedTime, given.EventBody.ToArray());
}
