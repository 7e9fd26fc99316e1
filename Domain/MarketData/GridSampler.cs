namespace Ballast.Domain.MarketData;

/// <summary>Samples a mid by previous tick on a fixed grid of venue time.</summary>
/// <remarks>
/// Grid point <c>g</c> is the time <c>g·step</c> since the Unix epoch, so every instrument has the same grid. A point's
/// value is the last mid at or before it, no older than the age limit. Not safe for concurrent use.
/// </remarks>
public sealed class GridSampler
{
    /// <summary>The same as <see cref="SamplingGrid.ClosingDelay"/>.</summary>
    public static TimeSpan ClosingDelay => SamplingGrid.ClosingDelay;

    private readonly SamplingGrid grid;
    private readonly long maxAge;
    private readonly double[] ring;
    private long firstIndex;

    // Points below it are written in the ring, the others follow from the last observation.
    private long nextIndex;
    private long closedThrough = long.MinValue;
    private Instant closesAt = new(long.MinValue);
    private Instant lastTime;
    private double lastMid = double.NaN;
    private bool hasObserved;
    private bool hasPoints;

    /// <summary>Creates a sampler that has observed nothing.</summary>
    /// <param name="step">Distance of grid points; at least a microsecond.</param>
    /// <param name="maxAge">Age past which a mid is no sample; a sample exactly that old still is.</param>
    /// <param name="capacity">Newest points kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step or capacity is not positive, or the age is negative.</exception>
    public GridSampler(TimeSpan step, TimeSpan maxAge, int capacity)
    {
        grid = new(step);
        this.maxAge = maxAge.Ticks / TimeSpan.TicksPerMicrosecond;
        ArgumentOutOfRangeException.ThrowIfNegative(this.maxAge, nameof(maxAge));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ring = new double[capacity];
    }

    /// <summary>Observations that came at or before a point already closed, and so could not count for it.</summary>
    public long LateTicks { get; private set; }

    /// <summary>Newest points kept.</summary>
    public int Capacity => ring.Length;

    /// <summary>Oldest point kept, observed or restored; <see langword="null"/> when there is none yet.</summary>
    public long? Oldest => hasPoints ? Math.Max(firstIndex, nextIndex - ring.Length) : null;

    /// <summary>End, exclusive, of the points that are closed; <see langword="null"/> when none is.</summary>
    public long? ClosedEnd => hasPoints && closedThrough >= firstIndex ? Math.Min(nextIndex, closedThrough + 1) : null;

    /// <summary>A mid holds from <paramref name="venueTime"/> on; a repeated one shows that it still holds.</summary>
    /// <param name="venueTime">Not before the last one; an earlier time is taken as the last one.</param>
    /// <param name="mid">In quote; NaN when there is none from now on.</param>
    public void Observe(Instant venueTime, double mid)
    {
        var time = hasObserved ? Instant.Max(venueTime, lastTime) : venueTime;
        var index = grid.IndexAtOrAfter(time);
        if (index <= closedThrough)
        {
            LateTicks++;
        }

        if (!hasObserved)
        {
            // Whoever read a closed point before the first tick was told there is none, and that stays so.
            var start = index <= closedThrough ? closedThrough + 1 : index;
            if (hasPoints)
            {
                WriteThrough(start - 1);
            }
            else
            {
                firstIndex = nextIndex = start;
            }

            hasObserved = hasPoints = true;
        }

        // A point exactly at this time stays unwritten: the tick at the grid time counts.
        WriteThrough(index - 1);
        lastTime = time;
        lastMid = mid;
    }

    /// <summary>Closes each point that <paramref name="watermark"/> has passed by 2 s, as reading it does.</summary>
    public void Close(Instant watermark)
    {
        if (watermark < closesAt)
        {
            return;
        }

        var through = grid.LastClosed(watermark);
        closedThrough = Math.Max(closedThrough, through);
        closesAt = grid.ClosesAt(closedThrough + 1);
        if (hasObserved)
        {
            WriteThrough(closedThrough);
        }
    }

    /// <summary>Takes points that were closed and kept elsewhere; the last of them that is not missing closes all before it.</summary>
    /// <remarks>A point that was closed here with a mid stays as it is. What was missing here is filled in, and what is missing there stays.</remarks>
    /// <param name="first">Grid index of the first point.</param>
    /// <param name="mids">One mid a point, NaN where it is missing.</param>
    public void Restore(long first, ReadOnlySpan<double> mids)
    {
        while (mids.Length > 0 && double.IsNaN(mids[^1]))
        {
            mids = mids[..^1];
        }

        while (mids.Length > 0 && double.IsNaN(mids[0]))
        {
            first++;
            mids = mids[1..];
        }

        if (mids.Length == 0)
        {
            return;
        }

        var (last, closedHere) = (first + mids.Length - 1, closedThrough);
        if (!hasPoints)
        {
            (firstIndex, nextIndex, hasPoints) = (first, first, true);
        }

        WriteThrough(last);
        var (ownFirst, oldest) = (firstIndex, nextIndex - ring.Length);
        for (var g = Math.Max(first, oldest); g < ownFirst; g++)
        {
            ring[Slot(g)] = double.NaN;
        }

        for (var g = Math.Max(first, oldest); g <= last; g++)
        {
            var stored = mids[(int)(g - first)];
            ref var own = ref ring[Slot(g)];
            if (!double.IsNaN(stored) && (g > closedHere || double.IsNaN(own)))
            {
                own = stored;
            }
        }

        firstIndex = Math.Min(firstIndex, first);
        closedThrough = Math.Max(closedThrough, last);
    }

    /// <summary>Closed points from <paramref name="fromIndex"/> on, as far as kept; what was returned once never changes.</summary>
    /// <param name="fromIndex">First grid point wanted.</param>
    /// <param name="watermark">Arrival time up to which everything is known; closes each point it has passed by 2 s.</param>
    /// <returns>Grid index of the first value, and one mid a point: NaN where none was young enough.</returns>
    public (long FirstIndex, double[] Mids) Closed(long fromIndex, Instant watermark)
    {
        var through = grid.LastClosed(watermark);
        closedThrough = Math.Max(closedThrough, through);
        if (!hasPoints)
        {
            return (fromIndex, []);
        }

        if (hasObserved)
        {
            WriteThrough(through);
        }

        through = Math.Min(through, nextIndex - 1);
        var first = Math.Max(fromIndex, Math.Max(firstIndex, nextIndex - ring.Length));
        if (first > through)
        {
            return (first, []);
        }

        var mids = new double[through - first + 1];
        for (var i = 0; i < mids.Length; i++)
        {
            mids[i] = ring[Slot(first + i)];
        }

        return (first, mids);
    }

    private void WriteThrough(long index)
    {
        // After a long silence only what the ring can hold is written.
        for (var g = Math.Max(nextIndex, index - ring.Length + 1); g <= index; g++)
        {
            ring[Slot(g)] = grid.TimeOf(g).Micros - lastTime.Micros <= maxAge ? lastMid : double.NaN;
        }

        nextIndex = Math.Max(nextIndex, index + 1);
    }

    private int Slot(long index) => (int)(((index % ring.Length) + ring.Length) % ring.Length);
}
