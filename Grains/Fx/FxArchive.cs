using Ballast.Domain.Pnl.Fx;
using Orleans.Storage;

namespace Ballast.Grains.Fx;

/// <summary>Keeps closed minutes in grain storage, one record an hour, so that each write stays small.</summary>
/// <remarks>Not safe for concurrent writes; reads may interleave.</remarks>
internal sealed class FxArchive(IGrainStorage storage, GrainId grain)
{
    private const long PerHour = 3_600 * Instant.PerSecond;

    /// <summary>Maximum number of hours kept in memory.</summary>
    private const int HoursHeld = 8;

    private readonly Dictionary<long, GrainState<FxHour>> _hours = [];

    internal static long HourOf(Instant time) => time.Micros / PerHour;

    internal static Instant BeginOf(long hour) => new(hour * PerHour);

    internal async Task<FxHour> Read(long hour) => (await Load(hour)).State!;

    /// <summary>Newest closed minute when <paramref name="hour"/> is the newest hour that was begun.</summary>
    internal async Task<Instant> ReadClosedTo(long hour) =>
        // An hour that was begun and never written shows that everything before it is closed.
        (await Read(hour)).ClosedTo is var stored && stored != default ? stored : BeginOf(hour) - TimeSpan.FromMinutes(1);

    /// <summary>Adds closed minutes to their hour. They are read only once they are stored.</summary>
    internal async Task Add(long hour, IEnumerable<FxPoint> points, Instant closedTo)
    {
        var known = await Load(hour);
        await Replace(hour, [.. known.State!.Points, .. points], closedTo);
    }

    /// <summary>Replaces the closed minutes of an hour.</summary>
    internal async Task Replace(long hour, IEnumerable<FxPoint> points, Instant closedTo)
    {
        var known = await Load(hour);
        var next = new GrainState<FxHour>(new() { Points = [.. points], ClosedTo = closedTo })
        {
            ETag = known.ETag,
            RecordExists = known.RecordExists,
        };
        await storage.WriteStateAsync(Name(hour), grain, next);
        _hours[hour] = next;
    }

    internal async Task Drop(long hour)
    {
        var state = new GrainState<FxHour>(new());
        await storage.ReadStateAsync(Name(hour), grain, state);
        _hours.Remove(hour);
        if (state.RecordExists)
        {
            await storage.ClearStateAsync(Name(hour), grain, state);
        }
    }

    private async Task<GrainState<FxHour>> Load(long hour)
    {
        if (_hours.TryGetValue(hour, out var known))
        {
            return known;
        }

        var read = new GrainState<FxHour>(new());
        await storage.ReadStateAsync(Name(hour), grain, read);
        if (_hours.Count >= HoursHeld)
        {
            _hours.Remove(_hours.Keys.Min());
        }

        // Another call may have read the same hour meanwhile and added to it.
        return _hours.TryAdd(hour, read) ? read : _hours[hour];
    }

    private static string Name(long hour) => $"hour-{hour}";
}
