namespace Ballast.Client.Streams;

/// <summary>Chooses the partition of a stream by the bytes of its key, the same in every program and version.</summary>
internal static class PartitionOf
{
    private const uint Start = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <summary>The partition of a key among a number of them (FNV-1a).</summary>
    internal static int Key(ReadOnlySpan<byte> key, int partitions)
    {
        var hash = Start;
        foreach (var one in key)
        {
            hash = (hash ^ one) * Prime;
        }

        // The low bits of this hash are the worse ones for keys that differ in their last letter only.
        return (int)((hash ^ (hash >> 16)) % (uint)partitions);
    }
}
