using Ballast.Cluster.Tests.Books;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>The same tests with the streams on Event Hubs.</summary>
[Collection<EventHubsTests>]
public sealed class BookSequenceOnEventHubsTests(EventHubsCluster hubs) : BookSequenceTests(hubs.Cluster);
