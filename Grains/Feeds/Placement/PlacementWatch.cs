using Microsoft.Extensions.Hosting;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>
/// Ends activations of this silo whose place is another silo since silos have joined or left; the next call begins them there. Feeds go first,
/// so that books find theirs.
/// </summary>
/// <remarks>An activation ends between two calls, as when a silo stops: a book writes its samples, an inventory what is under way.</remarks>
internal sealed partial class PlacementWatch(
    FeedPlaces places, PlacedGrains grains, ILocalSiloDetails local, IOptions<FeedPlacementOptions> options, TimeProvider time, ILogger<PlacementWatch> logger)
    : BackgroundService
{
    /// <summary>Most activations ended at a time, so that their journals are not all read at once.</summary>
    private const int AtATime = 256;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // A silo that does not agree sends a grain back; then it stays, because it would come back again.
    private readonly HashSet<GrainId> _moved = [];
    private FeedMap? _map;
    private long _since;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        var map = places.Map;
        if (map != _map)
        {
            (_map, _since) = (map, time.GetTimestamp());
            _moved.Clear();
        }

        if (time.GetElapsedTime(_since) < options.Value.MoveAfter || places.Active is not { Count: > 1 } silos || !silos.Contains(local.SiloAddress))
        {
            return;
        }

        IGrainContext[] moving =
        [
            .. grains.Active
                .Where(grain => !_moved.Contains(grain.Key.GrainId) && !IsHere(grain.Key.GrainId, grain.Value, silos))
                .OrderByDescending(grain => grain.Value)
                .Take(AtATime)
                .Select(grain => grain.Key),
        ];
        if (moving.Length > 0)
        {
            Moving(logger, moving.Length);
        }

        foreach (var context in moving)
        {
            _moved.Add(context.GrainId);
            context.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "Its place is another silo since silos have joined or left."));
        }
    }

    private bool IsHere(GrainId grain, bool isFeed, IReadOnlyList<SiloAddress> silos)
    {
        var key = grain.Key.ToString()!;
        var silo = isFeed ? places.OfFeed(key, silos) : places.OfInstrument(key, silos);
        return silo is null || silo.Equals(local.SiloAddress);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silos have joined or left: {Count} feeds, books and inventories move to other silos")]
    private static partial void Moving(ILogger logger, int count);
}
