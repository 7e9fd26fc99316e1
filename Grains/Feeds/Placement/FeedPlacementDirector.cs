using Orleans.Runtime.Placement;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>Places feeds, and the grains of instruments beside them.</summary>
internal sealed class FeedPlacementDirector(FeedPlaces places) : IPlacementDirector
{
    /// <inheritdoc />
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (silos, key) = (context.GetCompatibleSilos(target), target.GrainIdentity.Key.ToString()!);
        var silo = IPlacementDirector.GetPlacementHint(target.RequestContextData, silos)
            ?? (strategy is FeedPlacement ? places.OfFeed(key, silos) ?? Here(context, silos) : places.OfInstrument(key, silos));
        return Task.FromResult(silo ?? silos[0]);
    }

    /// <summary>The silo that asks: a feed that no silo is known to have is asked to run only where it is configured.</summary>
    private static SiloAddress? Here(IPlacementContext context, SiloAddress[] silos) =>
        context.LocalSiloStatus == SiloStatus.Active && silos.Contains(context.LocalSilo) ? context.LocalSilo : null;
}
