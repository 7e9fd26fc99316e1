using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>Encodes and decodes the entries of one journal. Not safe for concurrent use.</summary>
/// <remarks>
/// An entry is 16 hex digits of the running hash, a space, and a JSON object with one member, whose name is the letter of the kind of
/// entry, so any Redis client can show it. The hash is the beginning of the SHA-256 of the same bytes with the hash of the
/// entry before in front (zeros for the first): <c>printf '%s' "PREVIOUS {json}" | sha256sum</c>.
/// </remarks>
public sealed class JournalCodec : IDisposable
{
    private const int HashDigits = 16;
    private const int JsonStart = HashDigits + 1;

    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);
    private readonly Utf8JsonWriter _json;
    private readonly EntryCodec _entries;

    /// <summary>Creates the codec of an instrument's journal.</summary>
    public JournalCodec(InstrumentId instrument)
    {
        _entries = new(instrument);
        _json = new(_buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Encodes an entry that follows one with the running hash <paramref name="previous"/>.</summary>
    /// <exception cref="ArgumentException">The entry is an event of another instrument.</exception>
    public byte[] Encode(JournalEntry entry, ulong previous, out ulong hash)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _buffer.ResetWrittenCount();
        WriteHash(_buffer.GetSpan(JsonStart), previous);
        _buffer.Advance(JsonStart);
        _json.Reset(_buffer);
        _entries.Write(_json, entry);
        _json.Flush();
        hash = Hash(_buffer.WrittenSpan);
        var stored = _buffer.WrittenSpan.ToArray();
        WriteHash(stored, hash);
        return stored;
    }

    /// <summary>Whether a stored entry follows one with the running hash <paramref name="previous"/>.</summary>
    /// <param name="stored">The stored entry.</param>
    /// <param name="previous">Hash of the entry before; 0 for the first.</param>
    /// <param name="hash">Hash that the entry states; 0 when it states none.</param>
    /// <param name="expected">Hash that it should state.</param>
    public bool Follows(ReadOnlySpan<byte> stored, ulong previous, out ulong hash, out ulong expected)
    {
        if (stored.Length <= JsonStart)
        {
            (hash, expected) = (0, 0);
            return false;
        }

        _buffer.ResetWrittenCount();
        var span = _buffer.GetSpan(stored.Length)[..stored.Length];
        stored.CopyTo(span);
        WriteHash(span, previous);
        expected = Hash(span);
        hash = HashOf(stored);
        return hash == expected;
    }

    /// <summary>The running hash that a stored entry states; 0 when it states none. Capital hex digits count as none, because no writer makes them.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> stored) =>
        stored.Length > JsonStart && stored[HashDigits] == (byte)' ' && !stored[..HashDigits].ContainsAnyInRange((byte)'A', (byte)'F')
            && ulong.TryParse(stored[..HashDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            ? hash
            : 0;

    /// <summary>Reads a stored entry without checking its hash.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an entry, or have an unknown kind or member, which the message names.</exception>
    public JournalEntry Decode(ReadOnlySpan<byte> stored)
    {
        if (stored.Length <= JsonStart || !Utf8.IsValid(stored))
        {
            throw new InvalidDataException($"{stored.Length} bytes that are not a hash and an entry");
        }

        try
        {
            var reader = new Utf8JsonReader(stored[JsonStart..]);
            var entry = _entries.Read(ref reader);
            return reader.Read() ? throw new InvalidDataException("more than one entry") : entry;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"an entry that cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();

    private static void WriteHash(Span<byte> target, ulong hash)
    {
        hash.TryFormat(target, out _, "x16", CultureInfo.InvariantCulture);
        target[HashDigits] = (byte)' ';
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
