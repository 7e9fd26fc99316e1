namespace Ballast.Grains;

/// <summary>The time that ages of market data are measured on: the wall clock, or in a replay the recording's own arrival time.</summary>
/// <remarks>One per silo. Safe for use from many threads.</remarks>
public sealed class MarketClock(TimeProvider time)
{
    private long _watermark;
    private volatile bool _recording;

    /// <summary>Whether time is what a recording says.</summary>
    public bool FollowsRecording => _recording;

    /// <summary>Now, on this clock.</summary>
    public Instant Now => _recording ? Watermark : Instant.From(time.GetUtcNow());

    /// <summary>Arrival of the newest event that a feed of this silo has published: everything earlier has been.</summary>
    public Instant Watermark => new(Interlocked.Read(ref _watermark));

    /// <summary>From now on time is what recordings say, and stands still between their events.</summary>
    public void FollowRecording() => _recording = true;

    /// <summary>A feed has published everything that arrived up to <paramref name="watermark"/>.</summary>
    public void Advance(Instant watermark)
    {
        var known = Interlocked.Read(ref _watermark);
        while (watermark.Micros > known)
        {
            var seen = Interlocked.CompareExchange(ref _watermark, watermark.Micros, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
