using Ballast.Cluster.Tests.Feeds;

namespace Ballast.Cluster.Tests.Streams.OnKafka;

/// <summary>The same tests with the streams on Kafka.</summary>
[Collection<KafkaTests>]
public sealed class FeedOnKafkaTests(KafkaCluster kafka) : FeedTests(kafka.Cluster);
