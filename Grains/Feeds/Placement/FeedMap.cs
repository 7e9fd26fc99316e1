namespace Ballast.Grains.Feeds.Placement;

/// <summary>Which silos have a feed configured, and which feed publishes an instrument. Never changes.</summary>
internal sealed class FeedMap
{
    private readonly Dictionary<string, List<SiloAddress>> _silos = new(StringComparer.Ordinal);

    // Symbols are configured in any case.
    private readonly Dictionary<string, string> _feeds = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Puts together what silos have configured.</summary>
    internal FeedMap(IEnumerable<(SiloAddress Silo, IEnumerable<PublishedFeed> Feeds)> configured)
    {
        foreach (var (silo, feed) in configured.SelectMany(one => one.Feeds, (one, feed) => (one.Silo, feed)))
        {
            if (!_silos.TryGetValue(feed.Feed, out var silos))
            {
                _silos[feed.Feed] = silos = [];
            }

            silos.Add(silo);
            foreach (var name in feed.Covers)
            {
                // Silos whose configurations differ, as while the number of shards changes, still agree on one of the feeds.
                if (!_feeds.TryGetValue(name, out var known) || string.CompareOrdinal(feed.Feed, known) < 0)
                {
                    _feeds[name] = feed.Feed;
                }
            }
        }
    }

    /// <summary>The silos that have a feed configured.</summary>
    internal IReadOnlyCollection<SiloAddress> SilosOf(string feed) => _silos.TryGetValue(feed, out var silos) ? silos : [];

    /// <summary>The feed that publishes an instrument; <see langword="null"/> when none is known to.</summary>
    /// <param name="instrument">The instrument as <c>exchange/symbol</c>.</param>
    internal string? FeedOf(string instrument)
    {
        var exchange = instrument[..(instrument.IndexOf('/', StringComparison.Ordinal) + 1)];
        return _feeds.GetValueOrDefault(instrument) ?? _feeds.GetValueOrDefault(exchange);
    }
}
