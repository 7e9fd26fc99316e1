namespace Ballast.Grains.Feeds;

/// <summary>Whether this silo takes feeds. One per silo.</summary>
public sealed class FeedHosting
{
    private volatile bool _isStopping;

    /// <summary>Whether the silo is going: feeds are not started here any more.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>From now on no feed is started here.</summary>
    public void MarkStopping() => _isStopping = true;
}
