using Ballast.Cluster.Tests.Inventory;

namespace Ballast.Cluster.Tests.Streams.OnKafka;

/// <summary>The same tests with the streams on Kafka.</summary>
[Collection<KafkaTests>]
public sealed class TickerFundingOnKafkaTests(KafkaCluster kafka) : TickerFundingTests(kafka.Cluster);
