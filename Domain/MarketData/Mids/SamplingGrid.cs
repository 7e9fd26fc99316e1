namespace Ballast.Domain.MarketData.Mids;

/// <summary>Points in time a fixed step apart, such as those at which mids are sampled.</summary>
/// <remarks>
/// Point <c>g</c> lies <c>g</c> steps after the Unix epoch, so all instruments share the same points. Points before the epoch
/// have negative indices. The default value has no step and means no grid; do not use its members.
/// </remarks>
public readonly record struct SamplingGrid
{
    /// <summary>How long after a point, on the clock of arrival, the point closes: later mids no longer count for it.</summary>
    public static readonly TimeSpan ClosingDelay = TimeSpan.FromSeconds(2);

    /// <summary>Creates a grid.</summary>
    /// <param name="step">Time between neighbouring points; digits below the microsecond are dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is less than a microsecond.</exception>
    public SamplingGrid(TimeSpan step)
    {
        StepMicros = step.Ticks / TimeSpan.TicksPerMicrosecond;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StepMicros, nameof(step));
    }

    /// <summary>Microseconds between neighbouring points.</summary>
    public long StepMicros { get; }

    /// <summary>Time between neighbouring points.</summary>
    public TimeSpan Step => TimeSpan.FromMicroseconds(StepMicros);

    /// <summary>Index of the last point at or before a time.</summary>
    public long IndexAtOrBefore(Instant time)
    {
        var micros = time.Micros;

        // Integer division rounds towards zero, which is up for times before 1970.
        return (micros / StepMicros) - (micros < 0 && micros % StepMicros != 0 ? 1 : 0);
    }

    /// <summary>Index of the first point at or after a time.</summary>
    public long IndexAtOrAfter(Instant time)
    {
        var before = IndexAtOrBefore(time);
        return before * StepMicros == time.Micros ? before : before + 1;
    }

    /// <summary>Time of the point with an index.</summary>
    public Instant TimeOf(long index) => new(index * StepMicros);

    /// <summary>The last point at or before a time.</summary>
    public Instant AtOrBefore(Instant time) => TimeOf(IndexAtOrBefore(time));

    /// <summary>The first point at or after a time.</summary>
    public Instant AtOrAfter(Instant time) => TimeOf(IndexAtOrAfter(time));

    /// <summary>The first point later than a time.</summary>
    public Instant After(Instant time) => TimeOf(IndexAtOrBefore(time) + 1);

    /// <summary>Index of the last point that is closed once everything that arrived up to a watermark has been applied.</summary>
    public long LastClosed(Instant watermark) => IndexAtOrBefore(watermark - ClosingDelay);

    /// <summary>The earliest watermark that closes a point.</summary>
    public Instant ClosesAt(long index) => TimeOf(index) + ClosingDelay;
}
