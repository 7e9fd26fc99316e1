using System.Collections;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Ballast.Grains.Feeds;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Feeds that tests add while the silo runs.</summary>
public sealed class TestFeeds : IEnumerable<IFeedConnection>
{
    private readonly ConcurrentQueue<IFeedConnection> _feeds = new();

    internal void Add(IFeedConnection feed) => _feeds.Enqueue(feed);

    public IEnumerator<IFeedConnection> GetEnumerator() => _feeds.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
