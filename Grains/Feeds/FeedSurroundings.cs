namespace Ballast.Grains.Feeds;

/// <summary>What a feed knows of the silo it runs on and of the others. One per silo.</summary>
public sealed class FeedSurroundings(FeedHosting hosting, FeedMeter meter, ILocalSiloDetails silo, IClusterMembershipService membership)
{
    internal FeedHosting Hosting { get; } = hosting;

    internal FeedMeter Meter { get; } = meter;

    /// <summary>This silo, as <c>address:port</c>.</summary>
    public string Silo { get; } = silo.SiloAddress.Endpoint.ToString();

    /// <summary>Another silo of the cluster; <see langword="null"/> when this is the only one.</summary>
    internal SiloAddress? Other() => membership.CurrentSnapshot.Members.Values
        .FirstOrDefault(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(silo.SiloAddress))?.SiloAddress;
}
