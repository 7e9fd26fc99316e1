namespace Ballast.Grains.Interfaces.Streams;

/// <summary>State of the durable streams of a cluster.</summary>
/// <param name="Partitions">Every partition that a silo has reported, ordered by topic and number.</param>
/// <param name="DeadLetters">Number of dead letters.</param>
[GenerateSerializer, Immutable, Alias("ballast.streams-view")]
public sealed record StreamsView([property: Id(0)] IReadOnlyList<PartitionStatus> Partitions, [property: Id(1)] long DeadLetters);
