using System.Buffers.Binary;
using System.Security.Cryptography;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Journaling.Keys;

/// <summary>Keys of the events of one sealed segment. It is derived, and made again from the segment when it is missing.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="SealHash">Running hash of the segment's seal. If the segment was written again, its seal has another hash.</param>
/// <param name="FirstTime">Earliest venue time of the events; <see langword="null"/> when there are none.</param>
/// <param name="LastTime">Latest venue time of the events; <see langword="null"/> when there are none.</param>
/// <param name="Rows">One row for each event, in the order of the journal.</param>
public sealed record KeyTable(int Segment, ulong SealHash, Instant? FirstTime, Instant? LastTime, IReadOnlyList<KeyRow> Rows)
{
    private const uint Magic = 0x31544B42;
    private const int HeaderBytes = 36;
    private const int RowBytes = 24;
    private const int ChecksumBytes = 8;

    /// <summary>Keys and digests, in the form that a key index accepts.</summary>
    public IEnumerable<KeyValuePair<KeyHash, long>> Pairs => Rows.Select(row => KeyValuePair.Create(row.Key, row.Digest));

    /// <summary>Encodes the table: little-endian, 24 bytes for each event, with a checksum at the end.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + (Rows.Count * RowBytes) + ChecksumBytes];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(span, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], Segment);
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], SealHash);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], FirstTime?.Micros ?? long.MinValue);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], LastTime?.Micros ?? long.MinValue);
        BinaryPrimitives.WriteInt32LittleEndian(span[32..], Rows.Count);
        var at = span[HeaderBytes..];
        for (var i = 0; i < Rows.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(at, Rows[i].Key.High);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], Rows[i].Key.Low);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], Rows[i].Digest);
            at = at[RowBytes..];
        }

        Checksum(span[..^ChecksumBytes], at);
        return bytes;
    }

    /// <summary>Decodes a table; <see langword="null"/> when it is damaged.</summary>
    public static KeyTable? Decode(ReadOnlySpan<byte> bytes)
    {
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        if (bytes.Length < HeaderBytes + ChecksumBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]);
        Checksum(bytes[..^ChecksumBytes], checksum);
        if (count < 0 || bytes.Length != HeaderBytes + ((long)count * RowBytes) + ChecksumBytes || !checksum.SequenceEqual(bytes[^ChecksumBytes..]))
        {
            return null;
        }

        var rows = new KeyRow[count];
        var at = bytes[HeaderBytes..];
        foreach (ref var row in rows.AsSpan())
        {
            var key = new KeyHash(BinaryPrimitives.ReadUInt64LittleEndian(at), BinaryPrimitives.ReadUInt64LittleEndian(at[8..]));
            row = new(key, BinaryPrimitives.ReadInt64LittleEndian(at[16..]));
            at = at[RowBytes..];
        }

        return new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            Time(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            Time(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            rows);
    }

    private static Instant? Time(long micros) => micros == long.MinValue ? null : new(micros);

    private static void Checksum(ReadOnlySpan<byte> content, Span<byte> target)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        digest[..ChecksumBytes].CopyTo(target);
    }
}
