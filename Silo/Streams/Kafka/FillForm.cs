using System.Buffers;
using System.Text.Json;
using Ballast.Client.Streams;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Grains.Streams.Fills;
using Ballast.Silo.Journals;
using Orleans.Serialization;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Fills and voids as lines of JSON, or as clients with Orleans write them. What cannot be read becomes a message with its fault, so that it is put aside like any other.</summary>
internal sealed class FillForm(IFillReader reader, Serializer<LedgerEvent> serializer) : IMessageForm
{
    /// <inheritdoc />
    public byte[] Write(object item)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            EventLine.Write(json, (LedgerEvent)item);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc />
    public (StreamId Stream, object Item)? Read(TopicMessage message)
    {
        var fill = new FillMessage { Origin = message.Origin, Payload = message.Value };
        try
        {
            // As a line it is checked like any other, and can be read where dead letters are listed.
            var line = FillBytes.Is(message.Value) ? Write(FillBytes.Read(serializer, message.Value)) : message.Value;
            fill = fill with { Payload = line };
            var item = reader.Read(line);
            return (StreamNames.For(StreamNames.Fills, item.Instrument), fill with { Event = item });
        }
        catch (Exception e)
        {
            // Whatever is wrong with it, the partition goes on, and the message is put aside with the reason.
            return (StreamId.Create(StreamNames.Fills, $"unreadable/{message.Topic}-{message.Partition}"), fill with { Fault = e.Message });
        }
    }
}
