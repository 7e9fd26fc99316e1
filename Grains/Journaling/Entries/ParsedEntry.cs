namespace Ballast.Grains.Journaling.Entries;

/// <summary>A stored entry, decoded and hashed before it is known whether it belongs where it stands.</summary>
/// <param name="Stored">The entry as stored.</param>
/// <param name="Entry">The decoded entry; <see langword="null"/> when it cannot be read.</param>
/// <param name="Fault">Why it cannot be read; <see langword="null"/> when it can.</param>
/// <param name="Previous">Hash that the entry before it states, for which <paramref name="Expected"/> was computed.</param>
/// <param name="Hash">Hash that it states; 0 when it states none.</param>
/// <param name="Expected">Hash that it should state.</param>
internal readonly record struct ParsedEntry(
    byte[] Stored, JournalEntry? Entry, InvalidDataException? Fault, ulong Previous, ulong Hash, ulong Expected)
{
    /// <summary>Parses consecutive entries; of the first one the hash before it is taken for 0.</summary>
    internal static ParsedEntry[] ParseAll(IReadOnlyList<byte[]> stored, JournalCodec codec)
    {
        var parsed = new ParsedEntry[stored.Count];
        var previous = 0ul;
        for (var i = 0; i < parsed.Length; i++)
        {
            parsed[i] = Parse(stored[i], previous, codec);
            previous = parsed[i].Hash;
        }

        return parsed;
    }

    private static ParsedEntry Parse(byte[] stored, ulong previous, JournalCodec codec)
    {
        codec.Follows(stored, previous, out var hash, out var expected);
        try
        {
            return new(stored, codec.Decode(stored), null, previous, hash, expected);
        }
        catch (InvalidDataException e)
        {
            return new(stored, null, e, previous, hash, expected);
        }
    }
}
