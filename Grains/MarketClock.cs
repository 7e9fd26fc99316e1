namespace Ballast.Grains;

/// <summary>The time on which the age of market data is measured: the wall clock, or in a replay the recording's own arrival time.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class MarketClock(TimeProvider time)
{
    private long _applied;
    private volatile bool _followsRecording;

    /// <summary>Whether a recording sets the time.</summary>
    public bool FollowsRecording => _followsRecording;

    /// <summary>Now, on this clock; in a replay the same as <see cref="Applied"/>.</summary>
    public Instant Now => _followsRecording ? Applied : Instant.From(time.GetUtcNow());

    /// <summary>The watermark: books have applied every event that arrived up to this time; the default before the first.</summary>
    /// <remarks>
    /// The watermark of the feed that is furthest ahead, on this silo or according to the feed directory. A feed that does not wait for slow
    /// books does not count them.
    /// </remarks>
    public Instant Applied => new(Interlocked.Read(ref _applied));

    /// <summary>From now on recordings set the time, which stands still between their events.</summary>
    public void FollowRecording() => _followsRecording = true;

    /// <summary>Moves the watermark; a time before the present one changes nothing.</summary>
    /// <param name="appliedTo">Arrival up to which the books of a feed have applied every event.</param>
    public void Advance(Instant appliedTo)
    {
        var known = Interlocked.Read(ref _applied);
        while (appliedTo.Micros > known)
        {
            var seen = Interlocked.CompareExchange(ref _applied, appliedTo.Micros, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
