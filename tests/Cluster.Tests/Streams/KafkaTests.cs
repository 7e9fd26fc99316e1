namespace Ballast.Cluster.Tests.Streams;

/// <summary>Tests that share one cluster on Kafka.</summary>
[CollectionDefinition]
public sealed class KafkaTests : ICollectionFixture<KafkaCluster>;
