namespace Ballast.Domain.Pnl.Closing;

/// <summary>How long a join of several sources waits for those that are behind.</summary>
/// <param name="GivenUpTo">Times up to here were waited for long enough: they close without the sources that are behind.</param>
/// <param name="CompleteTo">Up to here every source has sent everything it has.</param>
public readonly record struct JoinLimits(Instant GivenUpTo = default, Instant CompleteTo = default)
{
    /// <summary>Whether a time may close: every source has come to it, or none is waited for any more.</summary>
    public bool MayClose(Instant at, IEnumerable<JoinSource> sources) =>
        at <= GivenUpTo || at <= CompleteTo || sources.All(source => source.Through >= at);
}
