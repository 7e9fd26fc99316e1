using Microsoft.Extensions.Hosting;
using Orleans.Runtime.Placement;

namespace Ballast.Grains.Feeds.Placement;

/// <summary>Moves activations of this silo whose place is another silo since silos have joined or left.</summary>
/// <remarks>
/// An activation ends between two calls, as when a silo stops: a book writes its samples, an inventory what is under way. The directory then has the new one
/// at once. An activation that only ended would begin here again with the next call of a silo that remembers it here.
/// </remarks>
internal sealed partial class PlacementWatch(
    FeedPlaces places, PlacedGrains grains, ILocalSiloDetails local, IOptions<FeedPlacementOptions> options, TimeProvider time, ILogger<PlacementWatch> logger)
    : BackgroundService
{
    /// <summary>Most activations ended at a time, so that their journals are not all read at once.</summary>
    private const int AtATime = 256;

    private static readonly GrainType Books = GrainType.Create("orderbook");
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<GrainId, ActivationId> _moved = [];
    private FeedMap? _map;
    private TimeSpan _pause;
    private long _since;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Look();
            }
            catch (Exception e)
            {
                // Whatever it is, grains stay where they are and work there; it is looked at again in a second.
                NotMoved(logger, e);
            }
        }
    }

    private void Look()
    {
        var map = places.Map;
        if (map != _map)
        {
            Wait(options.Value.MoveAfter);
            _map = map;
        }

        if (time.GetElapsedTime(_since) < _pause || places.Active is not { Count: > 1 } silos || !silos.Contains(local.SiloAddress))
        {
            return;
        }

        var misplaced = (from grain in grains.Active
                         let place = PlaceOf(grain.Key.GrainId, grain.Value, map, silos)
                         where place is not null && !place.Equals(local.SiloAddress)
                         select (Context: grain.Key, Turn: TurnOf(grain.Key.GrainId, grain.Value), Place: place)).ToArray();
        if (misplaced.Any(grain => _moved.TryGetValue(grain.Context.GrainId, out var moved) && moved == grain.Context.ActivationId))
        {
            // Those of the last look are still on their way.
            return;
        }

        var left = misplaced.Where(grain => !_moved.ContainsKey(grain.Context.GrainId)).ToLookup(grain => grain.Turn);
        if (left.Count > 0)
        {
            Move([.. left[left.Min(turn => turn.Key)].Take(AtATime).Select(grain => (grain.Context, grain.Place))]);
        }
        else if (misplaced.Length > 0)
        {
            // They came back: another silo does not know of the change yet, or does not agree. So they are not sent to and fro at once.
            Wait(_pause > LookEvery ? 2 * _pause : 2 * LookEvery);
        }
    }

    private void Move((IGrainContext Context, SiloAddress Place)[] moving)
    {
        Moving(logger, moving.Length);
        foreach (var (context, place) in moving)
        {
            _moved[context.GrainId] = context.ActivationId;
            context.Migrate(new() { [IPlacementDirector.PlacementHintKey] = place });
        }
    }

    /// <summary>Feeds go first, then books. An inventory asks its book when it begins, which must not be on its way then: each would wait for the other.</summary>
    private static int TurnOf(GrainId grain, bool isFeed) => isFeed ? 0 : grain.Type == Books ? 1 : 2;

    private void Wait(TimeSpan pause)
    {
        (_since, _pause) = (time.GetTimestamp(), pause);
        _moved.Clear();
    }

    private static SiloAddress? PlaceOf(GrainId grain, bool isFeed, FeedMap map, IReadOnlyList<SiloAddress> silos) =>
        isFeed ? FeedPlaces.OfFeed(grain.Key.ToString()!, map, silos) : FeedPlaces.OfInstrument(grain.Key.ToString()!, map, silos);

    [LoggerMessage(Level = LogLevel.Warning, Message = "It could not be looked which grains belong to other silos")]
    private static partial void NotMoved(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silos have joined or left: {Count} feeds, books and inventories move to other silos")]
    private static partial void Moving(ILogger logger, int count);
}
