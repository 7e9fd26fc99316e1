namespace Ballast.Cluster.Tests.Streams;

/// <summary>Tests that share one cluster on Event Hubs.</summary>
[CollectionDefinition]
public sealed class EventHubsTests : ICollectionFixture<EventHubsCluster>;
