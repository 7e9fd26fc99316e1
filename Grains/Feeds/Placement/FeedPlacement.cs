namespace Ballast.Grains.Feeds.Placement;

/// <summary>A feed runs on one of the silos that have it configured, the same for all who ask.</summary>
[GenerateSerializer, Immutable, Alias("ballast.feed-placement")]
public sealed class FeedPlacement : PlacementStrategy;
