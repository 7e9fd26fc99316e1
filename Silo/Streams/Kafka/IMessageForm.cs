using Orleans.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>How the events of one provider are written as messages of its topic, and read.</summary>
internal interface IMessageForm
{
    /// <summary>Writes an event.</summary>
    byte[] Write(object item);

    /// <summary>Reads a message; never throws.</summary>
    /// <param name="message">The message and where it is.</param>
    /// <returns>Its stream and event; <see langword="null"/> when it cannot be read and nobody need know.</returns>
    (StreamId Stream, object Item)? Read(TopicMessage message);
}
