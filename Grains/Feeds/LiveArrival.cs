namespace Ballast.Grains.Feeds;

/// <summary>Holds the arrival of live events near our own clock, whatever the clock of the server that stamped them says.</summary>
public static class LiveArrival
{
    /// <summary>Most that an arrival may differ from our own clock.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time before now up to which everything has certainly been read when nothing waits to be published: the tolerance, and a second for an
    /// event that is on its way from a socket to the queue.
    /// </summary>
    public static readonly TimeSpan CaughtUpAfter = TimeSpan.FromSeconds(3);

    /// <summary>The arrival, or the nearest time that is within <see cref="Tolerance"/> of <paramref name="now"/>.</summary>
    public static Instant Clamp(Instant arrival, Instant now) => Instant.Max(now - Tolerance, AtMost(arrival, now));

    /// <summary>The arrival, or the latest time that is within <see cref="Tolerance"/> of <paramref name="now"/>.</summary>
    public static Instant AtMost(Instant arrival, Instant now) => arrival > now + Tolerance ? now + Tolerance : arrival;
}
