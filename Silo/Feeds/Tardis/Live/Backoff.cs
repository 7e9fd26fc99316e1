namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Pauses before dialling again: doubling from try to try, and scattered, so that many sockets do not dial together.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeSpan refused, Random random)
{
    private int _tries;

    /// <summary>Data came: the next loss starts from the first pause.</summary>
    public void Reset() => _tries = 0;

    /// <summary>The next pause, from half of its full length to all of it.</summary>
    /// <param name="isRefusal">Whether the same request will be refused again.</param>
    public TimeSpan Next(bool isRefusal)
    {
        var full = isRefusal ? refused : TimeSpan.FromTicks((long)Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, _tries)));
        _tries++;
        return full * (0.5 + (0.5 * random.NextDouble()));
    }
}
