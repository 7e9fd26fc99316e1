using Ballast.Silo.Streams.Durable;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>What distinguishes one provider on Kafka from another.</summary>
internal sealed record KafkaStreamSetup
{
    /// <summary>Name of the stream provider.</summary>
    internal required string Provider { get; init; }

    /// <summary>Its topic.</summary>
    internal required string Topic { get; init; }

    /// <summary>How its events are written and read; each reader of a partition has one of its own.</summary>
    internal required Func<IMessageForm> Form { get; init; }

    /// <summary>What its consumers are owed.</summary>
    internal required DeliveryRule Rule { get; init; }

    /// <summary>What is left out when it is read.</summary>
    internal required TopicReading Reading { get; init; }

    /// <summary>How long a writer waits for room, and a message for brokers.</summary>
    internal required TimeSpan Patience { get; init; }

    /// <summary>Whether an event that finds no room may be dropped at once.</summary>
    internal Func<bool> MayDrop { get; init; } = () => false;
}
