using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Ballast.Domain.MarketData.Events;

/// <summary>Writes levels to the wire with the layout they have in memory.</summary>
/// <remarks>
/// Length-prefixed: one byte with the bytes per level (16), four bytes with the number of bids, then price and amount of each bid and
/// each ask as IEEE doubles, all little-endian. A reader uses the first 16 bytes of each level, so that later versions can make levels
/// longer.
/// </remarks>
[RegisterSerializer]
internal sealed class BookSidesCodec : IFieldCodec<BookSides>
{
    /// <summary>Bytes of one level: two doubles.</summary>
    private const int LevelBytes = 2 * sizeof(double);

    private const int HeaderBytes = 1 + sizeof(int);

    /// <inheritdoc />
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, BookSides value)
        where TBufferWriter : IBufferWriter<byte>
    {
        var (bids, asks) = (value.Bids ?? [], value.Asks ?? []);
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(BookSides), WireType.LengthPrefixed);
        writer.WriteVarUInt32(checked((uint)(HeaderBytes + ((bids.Length + asks.Length) * LevelBytes))));
        writer.WriteByte(LevelBytes);
        writer.WriteInt32(bids.Length);
        Write(ref writer, bids);
        Write(ref writer, asks);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidDataException">The lengths contradict each other.</exception>
    public BookSides ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = reader.ReadVarUInt32();
        if (length < HeaderBytes || length > reader.Length - reader.Position)
        {
            throw new InvalidDataException($"Book levels claim {length} bytes, but {reader.Length - reader.Position} are left.");
        }

        var size = reader.ReadByte();
        var bids = reader.ReadInt32();
        var (levels, rest) = size < LevelBytes ? (0L, 1L) : Math.DivRem(length - HeaderBytes, size);
        if (rest != 0 || bids < 0 || bids > levels)
        {
            throw new InvalidDataException($"{length} bytes cannot hold levels of {size} bytes with {bids} bids.");
        }

        return new(Read(ref reader, size, bids), Read(ref reader, size, (int)levels - bids));
    }

    private static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, BookLevel[] levels)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (BitConverter.IsLittleEndian)
        {
            writer.Write(MemoryMarshal.AsBytes(levels.AsSpan()));
            return;
        }

        Span<byte> bytes = stackalloc byte[LevelBytes];
        foreach (var level in levels)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, level.Price);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes[sizeof(double)..], level.Amount);
            writer.Write(bytes);
        }
    }

    private static BookLevel[] Read<TInput>(ref Reader<TInput> reader, int size, int count)
    {
        if (count == 0)
        {
            return [];
        }

        var levels = new BookLevel[count];
        if (size == LevelBytes && BitConverter.IsLittleEndian)
        {
            reader.ReadBytes(MemoryMarshal.AsBytes(levels.AsSpan()));
            return levels;
        }

        Span<byte> bytes = stackalloc byte[byte.MaxValue];
        bytes = bytes[..size];
        for (var i = 0; i < count; i++)
        {
            reader.ReadBytes(bytes);
            levels[i] = new(BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes[sizeof(double)..]));
        }

        return levels;
    }
}
