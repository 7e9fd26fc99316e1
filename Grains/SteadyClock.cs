namespace Ballast.Grains;

/// <summary>The wall clock, held back after a jump ahead, so that nothing closes for a time that has not come.</summary>
/// <remarks>A jump is seen by the machine's monotone clock. One that lasts ten minutes is taken for a correction. Safe for use from many threads.</remarks>
public sealed class SteadyClock(TimeProvider time)
{
    /// <summary>Longest step ahead that is not a jump: clocks are corrected in small steps.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>Time after which a jump is taken for a correction, as after a machine was suspended.</summary>
    public static readonly TimeSpan AcceptedAfter = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private Instant _wall = Instant.From(time.GetUtcNow());
    private long _stamp = time.GetTimestamp();
    private long? _jumped;
    private bool _isReported;

    /// <summary>Now; after a jump, the time before it and what has passed since.</summary>
    public Instant Now
    {
        get
        {
            lock (_gate)
            {
                var (wall, stamp) = (Instant.From(time.GetUtcNow()), time.GetTimestamp());
                var expected = _wall + time.GetElapsedTime(_stamp, stamp);
                if (wall > expected + Tolerance)
                {
                    _jumped ??= stamp;
                    if (time.GetElapsedTime(_jumped.Value, stamp) < AcceptedAfter)
                    {
                        return expected;
                    }
                }

                (_wall, _stamp, _jumped, _isReported) = (wall, stamp, null, false);
                return wall;
            }
        }
    }

    /// <summary>How far the wall clock is ahead, once after each jump; <see langword="null"/> otherwise.</summary>
    public TimeSpan? TakeJump()
    {
        var ahead = Instant.From(time.GetUtcNow()) - Now;
        lock (_gate)
        {
            if (_jumped is null || _isReported)
            {
                return null;
            }

            _isReported = true;
            return ahead;
        }
    }
}
