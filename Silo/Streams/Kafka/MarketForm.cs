using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Orleans.Serialization;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Batches of market data as Orleans writes them, after four bytes that name the form; or messages of programs without Orleans.</summary>
/// <param name="serializer">Writes and reads batches.</param>
/// <param name="streamNamespace">Namespace of the streams, market or ticker.</param>
/// <param name="time">Clock of the messages of other programs.</param>
internal sealed class MarketForm(Serializer<MarketBatch> serializer, string streamNamespace, TimeProvider time) : IMessageForm
{
    private readonly ForeignMarket _foreign = new(streamNamespace, time);

    private static ReadOnlySpan<byte> Name => "BLM1"u8;

    /// <inheritdoc />
    public byte[] Write(object item) => [.. Name, .. serializer.SerializeToArray((MarketBatch)item)];

    /// <inheritdoc />
    public (StreamId Stream, object Item)? Read(TopicMessage message)
    {
        if (!message.Value.AsSpan().StartsWith(Name))
        {
            return _foreign.Read(message) is { } made ? (StreamNames.For(streamNamespace, made.Instrument), made) : null;
        }

        _foreign.Pass(message);

        try
        {
            var batch = serializer.Deserialize(message.Value.AsMemory(Name.Length));
            return batch is { Instrument: { Exchange: not null, Symbol: not null }, Events: not null, Feed: not null }
                ? (StreamNames.For(streamNamespace, batch.Instrument), batch)
                : null;
        }
        catch (Exception)
        {
            // Bytes that are no batch make the serializer throw whatever it trips over.
            return null;
        }
    }
}
