namespace Ballast.Silo.Streams.Kafka;

/// <summary>A message as it was read.</summary>
/// <param name="Topic">Name of the topic.</param>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Offset">Position in the partition.</param>
/// <param name="At">When it was written, by the clock of its producer or broker.</param>
/// <param name="Value">What it holds; empty when it holds nothing.</param>
internal sealed record TopicMessage(string Topic, int Partition, long Offset, DateTimeOffset At, byte[] Value)
{
    private const int Overhead = 256;

    /// <summary>Bytes that it takes up while it waits.</summary>
    internal long Bytes => Value.Length + Overhead;

    /// <summary>Where it is, as <c>topic/partition/offset</c>.</summary>
    internal string Origin => $"{Topic}/{Partition}/{Offset}";
}
