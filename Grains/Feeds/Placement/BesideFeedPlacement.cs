namespace Ballast.Grains.Feeds.Placement;

/// <summary>A grain of an instrument is on the silo that runs the instrument's feed, so that market data does not leave that silo.</summary>
[GenerateSerializer, Immutable, Alias("ballast.beside-feed-placement")]
public sealed class BesideFeedPlacement : PlacementStrategy;
