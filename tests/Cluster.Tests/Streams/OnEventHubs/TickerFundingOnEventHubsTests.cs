using Ballast.Cluster.Tests.Inventory;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>The same tests with the streams on Event Hubs.</summary>
[Collection<EventHubsTests>]
public sealed class TickerFundingOnEventHubsTests(EventHubsCluster hubs) : TickerFundingTests(hubs.Cluster);
