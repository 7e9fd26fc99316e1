using Ballast.Domain;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>What every feed of the cluster last said of itself.</summary>
/// <remarks>Key: <c>feeds</c>, the only one. Soft state: after a restart it is complete once every running feed has reported, which each does every second.</remarks>
[Alias("ballast.grain.feed-directory")]
public interface IFeedDirectoryGrain : IGrainWithStringKey
{
    /// <summary>A feed says how it is; an older epoch than known is ignored.</summary>
    [Alias("report"), OneWay, AlwaysInterleave]
    Task Report(FeedStatus status);

    /// <summary>Every feed heard of, in order of its key; see <see cref="FeedStatus.ReportedAt"/> for how old that is.</summary>
    [Alias("feeds"), AlwaysInterleave]
    Task<FeedStatus[]> GetFeeds();

    /// <summary>The newest <see cref="FeedStatus.Applied"/> of all feeds; the default when none has reported.</summary>
    [Alias("applied"), AlwaysInterleave]
    Task<Instant> GetApplied();
}
