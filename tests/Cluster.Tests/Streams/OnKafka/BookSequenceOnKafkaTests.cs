using Ballast.Cluster.Tests.Books;

namespace Ballast.Cluster.Tests.Streams.OnKafka;

/// <summary>The same tests with the streams on Kafka.</summary>
[Collection<KafkaTests>]
public sealed class BookSequenceOnKafkaTests(KafkaCluster kafka) : BookSequenceTests(kafka.Cluster);
