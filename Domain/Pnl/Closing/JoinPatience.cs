namespace Ballast.Domain.Pnl.Closing;

/// <summary>Decides when a join stops waiting for sources that are behind: 30 s of wall time after the first source came to a time.</summary>
/// <remarks>Only for live data. The clock of a recording does not say who is behind. Not safe for concurrent use.</remarks>
/// <param name="time">Measures the wall time.</param>
public sealed class JoinPatience(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Queue<(Instant Newest, long Stamp)> _observed = new();

    /// <summary>Times up to here have been waited for long enough; the default while none has.</summary>
    public Instant GivenUpTo { get; private set; }

    /// <summary>Notes how far the fastest source has come. To be called about once a second.</summary>
    /// <param name="newest">Newest time that any source has sent anything for.</param>
    public void Observe(Instant newest)
    {
        var now = time.GetTimestamp();
        _observed.Enqueue((newest, now));
        while (_observed.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Stamp, now) > Longest)
        {
            GivenUpTo = _observed.Dequeue().Newest;
        }
    }
}
