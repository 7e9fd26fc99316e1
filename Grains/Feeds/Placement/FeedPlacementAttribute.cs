using Orleans.Placement;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>The grain, whose key is a feed's, is placed by <see cref="FeedPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FeedPlacementAttribute() : PlacementAttribute(new FeedPlacement());
