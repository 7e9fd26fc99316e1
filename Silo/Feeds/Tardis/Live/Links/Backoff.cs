namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>Pauses before a socket is dialled again. They double with every try and have a random part, so that many sockets do not dial at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeSpan refused, Random random)
{
    private int _tries;

    /// <summary>Data arrived, so the next loss starts with the first pause again.</summary>
    public void Reset() => _tries = 0;

    /// <summary>Returns the next pause: a random length from half of the full pause to all of it.</summary>
    /// <param name="isRefusal">Whether the server will refuse the same request again.</param>
    public TimeSpan Next(bool isRefusal)
    {
        var full = isRefusal ? refused : TimeSpan.FromTicks((long)Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, _tries)));
        _tries++;
        return full * (0.5 + (0.5 * random.NextDouble()));
    }
}
