using Ballast.Cluster.Tests.Books;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

public sealed class BookSequenceOnEventHubsTests(EventHubsCluster hubs) : BookSequenceTests(hubs.Cluster), IClassFixture<EventHubsCluster>;
