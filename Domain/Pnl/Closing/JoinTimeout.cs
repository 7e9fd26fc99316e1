namespace Ballast.Domain.Pnl.Closing;

/// <summary>Decides when a join stops waiting for late sources: 30 s of wall time after the first source reached a time.</summary>
/// <remarks>Only for live data, because the clock of a replay does not show which sources are late. Not safe for concurrent use.</remarks>
/// <param name="time">Measures the wall time.</param>
public sealed class JoinTimeout(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Queue<(Instant Newest, long Stamp)> _observed = new();

    /// <summary>Times up to this one have waited long enough; the default value before the first.</summary>
    public Instant GivenUpTo { get; private set; }

    /// <summary>Records the time that the fastest source has reached. Call it about once a second.</summary>
    /// <param name="newest">Newest time for which any source has sent something.</param>
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
