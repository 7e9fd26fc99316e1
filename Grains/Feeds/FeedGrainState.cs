namespace Ballast.Grains.Feeds;

/// <summary>What a feed keeps over restarts.</summary>
[GenerateSerializer, Alias("ballast.feed-grain-state")]
public sealed class FeedGrainState
{
    /// <summary>Epoch of the newest start; 0 before the first.</summary>
    [Id(0)] public long Epoch { get; set; }

    /// <summary>Position from which the connection would resume, not interpreted by the grain; <see langword="null"/> while it has saved none.</summary>
    [Id(1)] public byte[]? Position { get; set; }
}
