namespace Ballast.Grains.Feeds;

/// <summary>What a feed keeps over restarts.</summary>
[GenerateSerializer, Alias("ballast.feed-grain-state")]
public sealed class FeedGrainState
{
    /// <summary>Epoch of the newest start; 0 before the first.</summary>
    [Id(0)] public long Epoch { get; set; }

    /// <summary>Where the connection would go on, opaque to the grain; <see langword="null"/> while it has saved nothing.</summary>
    [Id(1)] public byte[]? Position { get; set; }
}
