using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Grains.Feeds;

/// <inheritdoc cref="IFeedDirectoryGrain" />
public sealed class FeedDirectoryGrain : Grain, IFeedDirectoryGrain
{
    private readonly SortedDictionary<string, FeedStatus> _feeds = new(StringComparer.Ordinal);
    private Instant _applied;

    /// <inheritdoc />
    public Task Report(FeedStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (!_feeds.TryGetValue(status.Feed, out var known)
            || (status.Epoch, status.ReportedAt).CompareTo((known.Epoch, known.ReportedAt)) >= 0)
        {
            _feeds[status.Feed] = status;
            _applied = Instant.Max(_applied, status.Applied);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<FeedStatus[]> GetFeeds() => Task.FromResult(_feeds.Values.ToArray());

    /// <inheritdoc />
    public Task<Instant> GetApplied() => Task.FromResult(_applied);
}
