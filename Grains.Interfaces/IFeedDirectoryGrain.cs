using Ballast.Domain;
using Ballast.Grains.Interfaces.Feeds;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Latest status of every feed in the cluster.</summary>
/// <remarks>
/// Key: <c>feeds</c>; there is one such grain. Nothing is stored: after a restart it is complete when every running feed has sent its next
/// report, which each does every second.
/// </remarks>
[Alias("ballast.grain.feed-directory")]
public interface IFeedDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Reports the status of a feed; one of an older epoch than known is ignored.</summary>
    [Alias("report"), OneWay, AlwaysInterleave]
    Task Report(FeedStatus status);

    /// <summary>Latest status of every feed that has reported, in order of key; <see cref="FeedStatus.ReportedAt"/> gives its age.</summary>
    [Alias("feeds"), AlwaysInterleave]
    Task<FeedStatus[]> GetFeeds();

    /// <summary>Newest <see cref="FeedStatus.Applied"/> of all feeds; the default when none has reported.</summary>
    [Alias("applied"), AlwaysInterleave]
    Task<Instant> GetApplied();
}
