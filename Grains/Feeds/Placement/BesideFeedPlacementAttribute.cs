using Orleans.Placement;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>The grain, whose key is an instrument's, is placed by <see cref="BesideFeedPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BesideFeedPlacementAttribute() : PlacementAttribute(new BesideFeedPlacement());
