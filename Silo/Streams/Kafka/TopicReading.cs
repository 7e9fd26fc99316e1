using Confluent.Kafka;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>What is left out when a topic is read.</summary>
/// <param name="MaxLag">Age from which messages are left out; <see langword="null"/> when none ever are.</param>
internal readonly record struct TopicReading(TimeSpan? MaxLag)
{
    /// <summary>Whether a message that was removed before it was read is an error.</summary>
    internal bool ReportsMissing => MaxLag is null;

    /// <summary>Where a partition begins that was never read.</summary>
    internal Offset Start => MaxLag is null ? Offset.Beginning : Offset.End;

    /// <summary>The same for a partition whose position the topic does not hold any more.</summary>
    internal AutoOffsetReset Reset => MaxLag is null ? AutoOffsetReset.Earliest : AutoOffsetReset.Latest;
}
