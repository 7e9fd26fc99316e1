using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Metadata;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>The feeds of a silo and the grains beside them that are active. Safe for use from many threads.</summary>
internal sealed class PlacedGrains : IConfigureGrainContextProvider
{
    private readonly ConcurrentDictionary<IGrainContext, bool> _active = new();

    /// <summary>Each active grain, and whether it is a feed.</summary>
    internal IEnumerable<KeyValuePair<IGrainContext, bool>> Active => _active;

    /// <inheritdoc />
    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        ArgumentNullException.ThrowIfNull(properties);
        configurator = properties.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.PlacementStrategy) switch
        {
            nameof(FeedPlacement) => new Entry(this, IsFeed: true),
            nameof(BesideFeedPlacement) => new Entry(this, IsFeed: false),
            _ => null,
        };
        return configurator is not null;
    }

    private sealed record Entry(PlacedGrains Grains, bool IsFeed) : IConfigureGrainContext
    {
        public void Configure(IGrainContext context)
        {
            Grains._active[context] = IsFeed;
            context.Deactivated.ContinueWith(
                _ => Grains._active.TryRemove(context, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
