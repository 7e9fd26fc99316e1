using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>Knows which silo runs a feed, and so where the books and inventories of its instruments belong. One per silo.</summary>
/// <remarks>Every silo comes to the same answer from the silos that are active and the feeds that each has configured. Safe for use from many threads.</remarks>
public sealed class FeedPlaces(
    ILocalSiloDetails local, IClusterMembershipService membership, ISiloMetadataCache metadata, IOptions<SiloMetadata> own)
{
    private volatile Known _known = new([], new([]));

    /// <summary>The silos that are active.</summary>
    internal IReadOnlyList<SiloAddress> Active =>
        [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];

    /// <summary>What is configured where now; another object after a change.</summary>
    internal FeedMap Map
    {
        get
        {
            (SiloAddress Silo, SiloMetadata Metadata)[] sources =
                [.. Active.Order().Select(silo => (silo, silo.Equals(local.SiloAddress) ? own.Value : metadata.GetSiloMetadata(silo)))];
            var known = _known;
            if (!known.IsOf(sources))
            {
                _known = known = new(sources, new(sources.Select(source => (source.Silo, PublishedFeed.In(source.Metadata)))));
            }

            return known.Map;
        }
    }

    /// <summary>The silo that runs a feed; <see langword="null"/> when none of them is known to have it configured.</summary>
    internal SiloAddress? OfFeed(string feed, IReadOnlyCollection<SiloAddress> among) => OfFeed(feed, Map, among);

    /// <inheritdoc cref="OfFeed(string, IReadOnlyCollection{SiloAddress})" />
    internal static SiloAddress? OfFeed(string feed, FeedMap map, IReadOnlyCollection<SiloAddress> among) =>
        Rendezvous.Of(feed, map.SilosOf(feed).Intersect(among));

    /// <summary>The silo of an instrument's book and inventory: that of its feed, or one by its own name.</summary>
    internal SiloAddress? OfInstrument(string instrument, IReadOnlyCollection<SiloAddress> among) => OfInstrument(instrument, Map, among);

    /// <inheritdoc cref="OfInstrument(string, IReadOnlyCollection{SiloAddress})" />
    internal static SiloAddress? OfInstrument(string instrument, FeedMap map, IReadOnlyCollection<SiloAddress> among) =>
        (map.FeedOf(instrument) is { } feed ? OfFeed(feed, map, among) : null) ?? Rendezvous.Of(instrument, among);

    /// <summary>The silo that a feed goes to when this one stops; <see langword="null"/> when this is the only one.</summary>
    internal SiloAddress? Other(string feed)
    {
        var others = Active.Where(silo => !silo.Equals(local.SiloAddress)).ToArray();
        return OfFeed(feed, others) ?? others.FirstOrDefault();
    }

    private sealed record Known((SiloAddress Silo, SiloMetadata Metadata)[] Sources, FeedMap Map)
    {
        // A silo's metadata is one object for as long as it lives.
        internal bool IsOf((SiloAddress Silo, SiloMetadata Metadata)[] sources) =>
            Sources.Length == sources.Length
            && Sources.Zip(sources).All(pair => pair.First.Silo.Equals(pair.Second.Silo) && ReferenceEquals(pair.First.Metadata, pair.Second.Metadata));
    }
}
