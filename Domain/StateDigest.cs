using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ballast.Domain;

/// <summary>Digest of a state's members in a fixed order; equal values give equal digests whatever their scale.</summary>
/// <remarks>Each member is written with a mark of its kind, so that no two sequences of members read the same.</remarks>
internal sealed class StateDigest
{
    private const int Bytes = 16;

    // Most digests are of one event and fit.
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(512);
    private int length;

    /// <summary>Texts carry their length.</summary>
    internal StateDigest Add(string value)
    {
        var room = Room(5 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var written = Encoding.UTF8.GetBytes(value, room[5..]);
        room[0] = (byte)'t';
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], written);
        length += 5 + written;
        return this;
    }

    internal StateDigest Add(long value)
    {
        var room = Room(9);
        room[0] = (byte)'i';
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], value);
        length += 9;
        return this;
    }

    internal StateDigest Add(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(Unscaled(value), bits);
        var room = Room(17);
        room[0] = (byte)'d';
        MemoryMarshal.AsBytes(bits).CopyTo(room[1..]);
        length += 17;
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

    internal Ledger.KeyHash ToKeyHash()
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
            // One digit less is exact, or it is not the same number.
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
        if (length + size > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + size, 2 * buffer.Length));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(length, size);
    }

    /// <summary>Writes the hash and gives the buffer back: a digest is taken once.</summary>
    private void Finish(Span<byte> hash)
    {
        SHA256.HashData(buffer.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, length) = ([], 0);
    }
}
