namespace Ballast.Grains;

/// <summary>The time on which the age of market data is measured: the wall clock, or in a replay the recording's own arrival time.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class MarketClock(TimeProvider time)
{
    private long _applied;
    private volatile bool _followsRecording;

    /// <summary>Whether time is what a recording says.</summary>
    public bool FollowsRecording => _followsRecording;

    /// <summary>Now, on this clock; in a replay the same as <see cref="Applied"/>.</summary>
    public Instant Now => _followsRecording ? Applied : Instant.From(time.GetUtcNow());

    /// <summary>The watermark: books have applied every event that arrived up to this time; the default before the first.</summary>
    /// <remarks>
    /// It is that of the feed that is furthest, of this silo or as the feed directory knows it. A feed that does not wait for slow
    /// books leaves them out.
    /// </remarks>
    public Instant Applied => new(Interlocked.Read(ref _applied));

    /// <summary>From now on time is what recordings say, and stands still between their events.</summary>
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
