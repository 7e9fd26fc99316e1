using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>Adds the placement of feeds, books and inventories to a silo.</summary>
public static class FeedPlacementExtensions
{
    /// <summary>Has feeds spread over the silos that have them configured, and books and inventories placed beside them.</summary>
    public static ISiloBuilder AddFeedPlacement(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);

        // Options are configured in the order of registration: the metadata are filled before Orleans takes them over.
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        silo.Services.AddOptions<SiloMetadata>().Configure<IEnumerable<IFeedConnection>>((_, connections) => PublishedFeed.Publish(connections, metadata));
        silo.UseSiloMetadata(metadata);
        silo.Services.AddSingleton<FeedPlaces>();
        silo.Services.AddSingleton<PlacedGrains>();
        silo.Services.AddSingleton<IConfigureGrainContextProvider>(services => services.GetRequiredService<PlacedGrains>());
        silo.Services.AddPlacementDirector<FeedPlacement, FeedPlacementDirector>();
        silo.Services.AddPlacementDirector<BesideFeedPlacement, FeedPlacementDirector>();
        silo.Services.AddHostedService<PlacementWatch>();
        return silo;
    }
}
