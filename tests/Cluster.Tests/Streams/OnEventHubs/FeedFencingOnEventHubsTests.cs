using Ballast.Cluster.Tests.Feeds;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>The same tests with the streams on Event Hubs.</summary>
[Collection<EventHubsTests>]
public sealed class FeedFencingOnEventHubsTests(EventHubsCluster hubs) : FeedFencingTests(hubs.Cluster);
