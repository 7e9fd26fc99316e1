using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces.Feeds;

/// <summary>State of a feed.</summary>
public enum FeedState
{
    /// <summary>Not started, or stopped.</summary>
    Stopped,

    /// <summary>Running and publishing.</summary>
    Running,

    /// <summary>Reached the end of its source, and all batches were acknowledged.</summary>
    Completed,

    /// <summary>Ended with the error in <see cref="FeedStatus.Fault"/>.</summary>
    Faulted,
}
