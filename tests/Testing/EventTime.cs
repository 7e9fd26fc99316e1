using Ballast.Domain;

namespace Ballast.Testing;

/// <summary>
/// Event time of one cluster, which tests take one after the other: what a test publishes is later than all that tests before it did, so that
/// only its own events close its points.
/// </summary>
/// <remarks>It begins 25 minutes ago: marks may be 30 minutes old.</remarks>
public sealed class EventTime
{
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(1);

    private readonly Instant _first = Some.Now - TimeSpan.FromMinutes(25);
    private int _taken;

    /// <summary>Start of a minute that no other test of the cluster has.</summary>
    public Instant Next()
    {
        var start = _first + (Stretch * (Interlocked.Increment(ref _taken) - 1));
        return start + Stretch < Some.Now ? start : throw new InvalidOperationException("The tests of this cluster have taken all the time there was.");
    }
}
