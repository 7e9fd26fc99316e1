using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ballast.Domain;

/// <summary>SHA-256 digest over values added in a fixed order. Numbers that differ only in scale, such as 1.0 and 1.00, give the same digest.</summary>
/// <remarks>Each value is written after a byte for its type, so that two different sequences of values never give the same bytes.</remarks>
internal sealed class StateDigest
{
    private const int Bytes = 16;

    // Large enough for one event, which most digests are taken of.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(512);
    private int _length;

    /// <summary>Adds a text as its length and its UTF-8 bytes.</summary>
    internal StateDigest Add(string value)
    {
        var room = Room(5 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, room[5..]);
        room[0] = (byte)'t';
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], written);
        _length += 5 + written;
        return this;
    }

    internal StateDigest Add(long value)
    {
        var room = Room(9);
        room[0] = (byte)'i';
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], value);
        _length += 9;
        return this;
    }

    internal StateDigest Add(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(Unscaled(value), bits);
        var room = Room(17);
        room[0] = (byte)'d';
        MemoryMarshal.AsBytes(bits).CopyTo(room[1..]);
        _length += 17;
        return this;
    }

    internal string ToHex()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Finish(hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }

    internal long ToLong()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Finish(hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    internal Ballast.Domain.Ledger.Events.KeyHash ToKeyHash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Finish(hash);
        return new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <summary>The same number at its smallest scale: 1.0 and 1.00 become 1, and no zero has a sign.</summary>
    private static decimal Unscaled(decimal value)
    {
        if (value == 0)
        {
            return 0m;
        }

        while (value.Scale > 0)
        {
            // If rounding to one digit less changes the value, that digit was not a trailing zero.
            var shorter = decimal.Round(value, value.Scale - 1);
            if (shorter != value)
            {
                break;
            }

            value = shorter;
        }

        return value;
    }

    private Span<byte> Room(int size)
    {
        if (_length + size > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + size, 2 * _buffer.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length, size);
    }

    /// <summary>Writes the hash and returns the buffer to its pool, so an instance gives one digest only.</summary>
    private void Finish(Span<byte> hash)
    {
        SHA256.HashData(_buffer.AsSpan(0, _length), hash);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }
}
