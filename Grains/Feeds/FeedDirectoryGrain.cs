namespace Ballast.Grains.Feeds;

/// <inheritdoc cref="IFeedDirectoryGrain" />
public sealed class FeedDirectoryGrain : Grain, IFeedDirectoryGrain
{
    private readonly SortedDictionary<string, FeedStatus> feeds = new(StringComparer.Ordinal);
    private Instant applied;

    /// <inheritdoc />
    public Task Report(FeedStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (!feeds.TryGetValue(status.Feed, out var known)
            || (status.Epoch, status.ReportedAt).CompareTo((known.Epoch, known.ReportedAt)) >= 0)
        {
            feeds[status.Feed] = status;
            applied = Instant.Max(applied, status.Applied);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<FeedStatus[]> GetFeeds() => Task.FromResult(feeds.Values.ToArray());

    /// <inheritdoc />
    public Task<Instant> GetApplied() => Task.FromResult(applied);
}
