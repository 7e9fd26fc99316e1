namespace Ballast.Domain.MarketData.Mids;

/// <summary>Samples a mid by previous tick on a fixed grid of venue time.</summary>
/// <remarks>
/// Grid point <c>g</c> is the time <c>g·step</c> since the Unix epoch, so every instrument has the same grid. A point's
/// value is the last mid at or before it, no older than the age limit. Not safe for concurrent use.
/// </remarks>
public sealed class GridSampler
{
    private readonly SamplingGrid _grid;
    private readonly long _maxAge;
    private readonly double[] _ring;
    private long _firstIndex;

    // Points before this one are in the ring; later ones follow from the last observation.
    private long _nextIndex;
    private long _closedThrough = long.MinValue;
    private Instant _closesAt = new(long.MinValue);
    private Instant _lastTime;
    private double _lastMid = double.NaN;
    private bool _hasObserved;
    private bool _hasPoints;

    /// <summary>Creates a sampler that has observed nothing.</summary>
    /// <param name="step">Time between grid points; at least a microsecond.</param>
    /// <param name="maxAge">Maximum age of a mid that counts as a sample, inclusive.</param>
    /// <param name="capacity">Maximum number of points kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step or capacity is not positive, or the age is negative.</exception>
    public GridSampler(TimeSpan step, TimeSpan maxAge, int capacity)
    {
        _grid = new(step);
        _maxAge = maxAge.Ticks / TimeSpan.TicksPerMicrosecond;
        ArgumentOutOfRangeException.ThrowIfNegative(_maxAge, nameof(maxAge));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _ring = new double[capacity];
    }

    /// <summary>Number of observations at or before a point that was already closed, for which they could not count.</summary>
    public long LateTicks { get; private set; }

    /// <summary>Maximum number of points kept.</summary>
    public int Capacity => _ring.Length;

    /// <summary>Oldest point kept, observed or restored; <see langword="null"/> when there is none yet.</summary>
    public long? Oldest => _hasPoints ? Math.Max(_firstIndex, _nextIndex - _ring.Length) : null;

    /// <summary>End, exclusive, of the points that are closed; <see langword="null"/> when none is.</summary>
    public long? ClosedEnd => _hasPoints && _closedThrough >= _firstIndex ? Math.Min(_nextIndex, _closedThrough + 1) : null;

    /// <summary>Sets the mid from <paramref name="venueTime"/> on. A repeated mid shows that it still holds.</summary>
    /// <param name="venueTime">Time of the mid; one before the last time counts as the last time.</param>
    /// <param name="mid">In quote; NaN when there is none from now on.</param>
    public void Observe(Instant venueTime, double mid)
    {
        var time = _hasObserved ? Instant.Max(venueTime, _lastTime) : venueTime;
        var index = _grid.IndexAtOrAfter(time);
        if (index <= _closedThrough)
        {
            LateTicks++;
        }

        if (!_hasObserved)
        {
            // A point read before the first tick was returned as missing, and a closed point never changes.
            var start = index <= _closedThrough ? _closedThrough + 1 : index;
            if (_hasPoints)
            {
                WriteThrough(start - 1);
            }
            else
            {
                _firstIndex = _nextIndex = start;
            }

            _hasObserved = _hasPoints = true;
        }

        // A point exactly at this time stays unwritten: the tick at the grid time counts.
        WriteThrough(index - 1);
        _lastTime = time;
        _lastMid = mid;
    }

    /// <summary>Closes each point that <paramref name="watermark"/> has passed by 2 s, as <see cref="Closed"/> does.</summary>
    public void Close(Instant watermark)
    {
        if (watermark < _closesAt)
        {
            return;
        }

        var through = _grid.LastClosed(watermark);
        _closedThrough = Math.Max(_closedThrough, through);
        _closesAt = _grid.ClosesAt(_closedThrough + 1);
        if (_hasObserved)
        {
            WriteThrough(_closedThrough);
        }
    }

    /// <summary>Adds points that were closed earlier and stored; the last of them that is not missing closes all points before it.</summary>
    /// <remarks>A point closed here with a mid stays as it is. A point missing here gets the stored mid, and one missing in the store keeps its own.</remarks>
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

        var (last, closedHere) = (first + mids.Length - 1, _closedThrough);
        if (!_hasPoints)
        {
            (_firstIndex, _nextIndex, _hasPoints) = (first, first, true);
        }

        WriteThrough(last);
        var (ownFirst, oldest) = (_firstIndex, _nextIndex - _ring.Length);
        for (var g = Math.Max(first, oldest); g < ownFirst; g++)
        {
            _ring[Slot(g)] = double.NaN;
        }

        for (var g = Math.Max(first, oldest); g <= last; g++)
        {
            var stored = mids[(int)(g - first)];
            ref var own = ref _ring[Slot(g)];
            if (!double.IsNaN(stored) && (g > closedHere || double.IsNaN(own)))
            {
                own = stored;
            }
        }

        _firstIndex = Math.Min(_firstIndex, first);
        _closedThrough = Math.Max(_closedThrough, last);
    }

    /// <summary>Closed points from <paramref name="fromIndex"/> on that are still kept; a point once returned never changes.</summary>
    /// <param name="fromIndex">First grid point wanted.</param>
    /// <param name="watermark">Arrival time up to which everything is known; closes each point it has passed by 2 s.</param>
    /// <returns>Grid index of the first value, and one mid a point: NaN where none was young enough.</returns>
    public (long FirstIndex, double[] Mids) Closed(long fromIndex, Instant watermark)
    {
        var through = _grid.LastClosed(watermark);
        _closedThrough = Math.Max(_closedThrough, through);
        if (!_hasPoints)
        {
            return (fromIndex, []);
        }

        if (_hasObserved)
        {
            WriteThrough(through);
        }

        through = Math.Min(through, _nextIndex - 1);
        var first = Math.Max(fromIndex, Math.Max(_firstIndex, _nextIndex - _ring.Length));
        if (first > through)
        {
            return (first, []);
        }

        var mids = new double[through - first + 1];
        for (var i = 0; i < mids.Length; i++)
        {
            mids[i] = _ring[Slot(first + i)];
        }

        return (first, mids);
    }

    private void WriteThrough(long index)
    {
        // After a long silence only what the ring can hold is written.
        for (var g = Math.Max(_nextIndex, index - _ring.Length + 1); g <= index; g++)
        {
            _ring[Slot(g)] = _grid.TimeOf(g).Micros - _lastTime.Micros <= _maxAge ? _lastMid : double.NaN;
        }

        _nextIndex = Math.Max(_nextIndex, index + 1);
    }

    private int Slot(long index) => (int)(((index % _ring.Length) + _ring.Length) % _ring.Length);
}
