namespace Ballast.Domain.Pnl.Closing;

/// <summary>Decides which points of a curve are written to which chunk, as seconds are appended.</summary>
/// <remarks>
/// Seconds are stored in chunks of an hour and kept for a day, minutes in chunks of a day for 90 days, days in one chunk for ever. The
/// point of a minute or day is its last second, which is known when the next one has begun. Memory use does not grow with the curve.
/// </remarks>
public sealed class EquityCurve
{
    private const long PerMinute = 60 * Instant.PerSecond;
    private const long PerHour = 60 * PerMinute;
    private const long PerDay = 24 * PerHour;
    private const long SecondsKept = PerDay;
    private const long MinutesKept = 90 * PerDay;

    private CurvePoint? _last;
    private Instant _minute;
    private Instant _day;

    /// <summary>Newest point; <see langword="null"/> before the first.</summary>
    public CurvePoint? Last => _last;

    /// <summary>Number of the chunk that holds a time at a resolution.</summary>
    public static long ChunkOf(CurveResolution resolution, Instant at) => resolution switch
    {
        CurveResolution.Second => at.Micros / PerHour,
        CurveResolution.Minute => at.Micros / PerDay,
        _ => 0,
    };

    /// <summary>Number of the oldest chunk that is still kept at a time; older ones may be deleted.</summary>
    public static long OldestChunk(CurveResolution resolution, Instant now) => resolution switch
    {
        CurveResolution.Second => Math.Max(0, now.Micros - SecondsKept) / PerHour,
        CurveResolution.Minute => Math.Max(0, now.Micros - MinutesKept) / PerDay,
        _ => 0,
    };

    /// <summary>Continues after the stored points.</summary>
    /// <param name="seconds">Newest stored seconds, oldest first, at least those after the newest stored minute.</param>
    /// <param name="minute">Newest stored minute; <see langword="null"/> when there is none.</param>
    /// <param name="day">Newest stored day; <see langword="null"/> when there is none.</param>
    /// <returns>Minutes and days that had closed but were not written before the restart.</returns>
    public IReadOnlyList<CurveWrite> Resume(IReadOnlyList<CurvePoint> seconds, CurvePoint? minute, CurvePoint? day)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        (_last, _minute, _day) = (null, minute?.At ?? default, day?.At ?? default);
        return ClosedBy(InOrder(seconds));
    }

    /// <summary>Appends new points.</summary>
    /// <param name="points">New points, oldest first. One not later than <see cref="Last"/> is ignored, because a point never changes.</param>
    /// <returns>Points to write, by chunk, seconds first.</returns>
    public IReadOnlyList<CurveWrite> Append(IReadOnlyList<CurvePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        CurvePoint[] added = [.. InOrder(points).Where(point => _last is null || point.At > _last.Value.At)];
        return [.. Writes(CurveResolution.Second, added), .. ClosedBy(added)];
    }

    /// <summary>Drops points that are not later than the one before; of two for one second the first is kept.</summary>
    public static IReadOnlyList<CurvePoint> InOrder(IEnumerable<CurvePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var kept = new List<CurvePoint>();
        foreach (var point in points)
        {
            if (kept.Count == 0 || point.At > kept[^1].At)
            {
                kept.Add(point);
            }
        }

        return kept;
    }

    /// <summary>Appends points that are later than the last, and gives the minutes and days that they show to have closed.</summary>
    private IReadOnlyList<CurveWrite> ClosedBy(IReadOnlyList<CurvePoint> points)
    {
        var (minutes, days) = (new List<CurvePoint>(), new List<CurvePoint>());
        foreach (var point in points)
        {
            if (_last is { } before)
            {
                // A stored second may be older than the newest stored minute, which then already covers it.
                if (point.At.Micros / PerMinute > before.At.Micros / PerMinute && before.At > _minute)
                {
                    minutes.Add(before);
                }

                if (point.At.Micros / PerDay > before.At.Micros / PerDay && before.At > _day)
                {
                    days.Add(before);
                }
            }

            _last = point;
        }

        return [.. Writes(CurveResolution.Minute, minutes), .. Writes(CurveResolution.Day, days)];
    }

    private static IEnumerable<CurveWrite> Writes(CurveResolution resolution, IEnumerable<CurvePoint> points) => points
        .GroupBy(point => ChunkOf(resolution, point.At))
        .Select(chunk => new CurveWrite(resolution, chunk.Key, [.. chunk]));
}

/// <summary>Points to append to one chunk.</summary>
/// <param name="Resolution">Resolution of the points.</param>
/// <param name="Chunk">Number of the chunk at that resolution.</param>
/// <param name="Points">Points, oldest first; at least one.</param>
public sealed record CurveWrite(CurveResolution Resolution, long Chunk, IReadOnlyList<CurvePoint> Points);
