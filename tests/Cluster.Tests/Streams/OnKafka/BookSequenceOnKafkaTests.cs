using Ballast.Cluster.Tests.Books;

namespace Ballast.Cluster.Tests.Streams.OnKafka;

public sealed class BookSequenceOnKafkaTests(KafkaCluster kafka) : BookSequenceTests(kafka.Cluster), IClassFixture<KafkaCluster>;
