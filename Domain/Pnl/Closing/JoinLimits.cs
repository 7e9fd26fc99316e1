namespace Ballast.Domain.Pnl.Closing;

/// <summary>Limits of how long a join of several sources waits for late ones.</summary>
/// <param name="GivenUpTo">Times up to this one have waited long enough and close without the late sources.</param>
/// <param name="CompleteTo">Time up to which every source has sent everything it has.</param>
public readonly record struct JoinLimits(Instant GivenUpTo = default, Instant CompleteTo = default)
{
    /// <summary>Whether a time may close: every source has reached it, or the join no longer waits for those that have not.</summary>
    public bool MayClose(Instant at, IEnumerable<JoinSource> sources) =>
        at <= GivenUpTo || at <= CompleteTo || sources.All(source => source.Through >= at);
}
