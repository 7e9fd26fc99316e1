namespace Ballast.Domain.Pnl.Closing;

/// <summary>How far one of the sources of a join has come. Not safe for concurrent use.</summary>
public sealed class JoinSource
{
    /// <summary>Newest time the source has sent anything for; the default before the first.</summary>
    public Instant Through { get; private set; }

    /// <summary>First time the source ever sends anything for, the default when that was before it was known here; <see langword="null"/> while it has sent nothing.</summary>
    public Instant? From { get; set; }

    /// <summary>The source has sent something for a time.</summary>
    /// <returns><see langword="false"/> when it had already come to that time or past it: nothing changed.</returns>
    public bool Advance(Instant at)
    {
        if (at <= Through)
        {
            return false;
        }

        Through = at;
        return true;
    }

    /// <summary>Whether the source should have sent something for a time: from its first ever on.</summary>
    public bool IsDue(Instant at) => From <= at;
}
