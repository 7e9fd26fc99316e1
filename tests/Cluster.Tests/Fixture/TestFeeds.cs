using System.Collections;
using System.Collections.Concurrent;
using Ballast.Grains.Feeds;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Feeds that tests add while the silo runs.</summary>
public sealed class TestFeeds
{
    private readonly ConcurrentQueue<(IFeedConnection Feed, Func<ILocalSiloDetails, bool> IsOn)> _feeds = new();

    /// <summary>Configures a feed on every silo, or on some only.</summary>
    internal void Add(IFeedConnection feed, Func<ILocalSiloDetails, bool>? isOn = null) => _feeds.Enqueue((feed, isOn ?? (_ => true)));

    /// <summary>The feeds configured on a silo.</summary>
    internal IEnumerable<IFeedConnection> On(ILocalSiloDetails silo) => new SiloFeeds(this, silo);

    private sealed class SiloFeeds(TestFeeds feeds, ILocalSiloDetails silo) : IEnumerable<IFeedConnection>
    {
        public IEnumerator<IFeedConnection> GetEnumerator() =>
            feeds._feeds.Where(feed => feed.IsOn(silo)).Select(feed => feed.Feed).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
