namespace Ballast.Domain.Pnl;

/// <summary>Which points of a curve to write where, as its seconds come one after the other.</summary>
/// <remarks>
/// Seconds lie in chunks of an hour and are kept for a day, minutes in chunks of a day for 90 days, days in one chunk for ever.
/// A minute or day is the last second in it, known when the next one has begun. It holds four points whatever its length.
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

    /// <summary>Chunk of a resolution that a time lies in.</summary>
    public static long ChunkOf(CurveResolution resolution, Instant at) => resolution switch
    {
        CurveResolution.Second => at.Micros / PerHour,
        CurveResolution.Minute => at.Micros / PerDay,
        _ => 0,
    };

    /// <summary>Oldest chunk still kept at a time; older ones may be dropped.</summary>
    public static long OldestChunk(CurveResolution resolution, Instant now) => resolution switch
    {
        CurveResolution.Second => Math.Max(0, now.Micros - SecondsKept) / PerHour,
        CurveResolution.Minute => Math.Max(0, now.Micros - MinutesKept) / PerDay,
        _ => 0,
    };

    /// <summary>Goes on after what is stored.</summary>
    /// <param name="seconds">The newest seconds stored, oldest first: at least those after the newest minute stored.</param>
    /// <param name="minute">Newest minute stored; <see langword="null"/> when none is.</param>
    /// <param name="day">Newest day stored.</param>
    /// <returns>Minutes and days that closed and were not written any more.</returns>
    public IReadOnlyList<CurveWrite> Resume(IReadOnlyList<CurvePoint> seconds, CurvePoint? minute, CurvePoint? day)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        _last = null;
        _minute = minute?.At ?? default;
        _day = day?.At ?? default;
        return Append(seconds, isStored: true);
    }

    /// <summary>Takes new points.</summary>
    /// <param name="points">Oldest first; one not later than <see cref="Last"/> is ignored, for a point never changes.</param>
    /// <returns>What to write, the seconds first.</returns>
    public IReadOnlyList<CurveWrite> Append(IReadOnlyList<CurvePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return Append(points, isStored: false);
    }

    /// <summary>Points without those that go back in time: of two for one second the first counts.</summary>
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

    private IReadOnlyList<CurveWrite> Append(IReadOnlyList<CurvePoint> points, bool isStored)
    {
        var seconds = new List<CurvePoint>();
        var minutes = new List<CurvePoint>();
        var days = new List<CurvePoint>();
        foreach (var point in points)
        {
            if (_last is { } last)
            {
                if (point.At <= last.At)
                {
                    continue;
                }

                // A stored second may be older than the newest stored minute, which then holds already.
                if (point.At.Micros / PerMinute > last.At.Micros / PerMinute && last.At > _minute)
                {
                    minutes.Add(last);
                }

                if (point.At.Micros / PerDay > last.At.Micros / PerDay && last.At > _day)
                {
                    days.Add(last);
                }
            }

            seconds.Add(point);
            _last = point;
        }

        if (isStored)
        {
            seconds.Clear();
        }

        return
        [
            .. Writes(CurveResolution.Second, seconds),
            .. Writes(CurveResolution.Minute, minutes),
            .. Writes(CurveResolution.Day, days),
        ];
    }

    private static IEnumerable<CurveWrite> Writes(CurveResolution resolution, IEnumerable<CurvePoint> points) => points
        .GroupBy(point => ChunkOf(resolution, point.At))
        .Select(chunk => new CurveWrite(resolution, chunk.Key, [.. chunk]));
}

/// <summary>Points to append to one chunk.</summary>
/// <param name="Resolution">Which kind of point.</param>
/// <param name="Chunk">Which chunk of that kind.</param>
/// <param name="Points">Oldest first; at least one.</param>
public sealed record CurveWrite(CurveResolution Resolution, long Chunk, IReadOnlyList<CurvePoint> Points);
