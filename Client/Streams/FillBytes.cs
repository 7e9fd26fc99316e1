using Ballast.Domain.Ledger.Events;
using Orleans.Serialization;

namespace Ballast.Client.Streams;

/// <summary>An event as a program with Orleans writes it to a topic of fills: its bytes by Orleans' serializer, after four that name the form.</summary>
/// <remarks>Other programs write a line of JSON, which begins with a brace.</remarks>
internal static class FillBytes
{
    private static ReadOnlySpan<byte> Name => "BLF1"u8;

    /// <summary>Writes an event.</summary>
    internal static byte[] Write(Serializer<LedgerEvent> serializer, LedgerEvent item) => [.. Name, .. serializer.SerializeToArray(item)];

    /// <summary>Whether a message has this form.</summary>
    internal static bool Is(ReadOnlySpan<byte> message) => message.StartsWith(Name);

    /// <summary>Reads a message of this form.</summary>
    /// <exception cref="Exception">The bytes are no event.</exception>
    internal static LedgerEvent Read(Serializer<LedgerEvent> serializer, ReadOnlyMemory<byte> message) => serializer.Deserialize(message[Name.Length..])!;
}
