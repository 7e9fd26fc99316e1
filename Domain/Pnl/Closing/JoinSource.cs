namespace Ballast.Domain.Pnl.Closing;

/// <summary>Progress of one source of a join. Not safe for concurrent use.</summary>
public sealed class JoinSource
{
    /// <summary>Newest time for which the source has sent something; the default value before the first.</summary>
    public Instant Through { get; private set; }

    /// <summary>First time for which the source has ever sent something; the default value when that was before this object was created; <see langword="null"/> while it has sent nothing.</summary>
    public Instant? From { get; set; }

    /// <summary>Records that the source has sent something for a time.</summary>
    /// <returns><see langword="false"/> when it had already reached that time; nothing changes then.</returns>
    public bool Advance(Instant at)
    {
        if (at <= Through)
        {
            return false;
        }

        Through = at;
        return true;
    }

    /// <summary>Whether the source must send something for a time, which it does from its first time on.</summary>
    public bool IsDue(Instant at) => From <= at;
}
