namespace Ballast.Grains.Feeds;

/// <summary>When books acknowledge the batches of a flush.</summary>
public enum Acknowledgement
{
    /// <summary>Every 64 batches, or 100 ms after the first that is not acknowledged.</summary>
    InGroups,

    /// <summary>At once, each batch.</summary>
    AtOnce,
}
