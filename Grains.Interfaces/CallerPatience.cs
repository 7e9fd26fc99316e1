using Orleans.Runtime;

namespace Ballast.Grains.Interfaces;

/// <summary>How long the caller of a grain still waits, sent beside the call. Work for a caller that has given up would only delay the others.</summary>
/// <remarks>A length of time and not a time of day, because clocks of machines differ. The time on the way is not counted.</remarks>
public static class CallerPatience
{
    private const string Key = "ballast.patience-ms";

    /// <summary>Gives it to the next calls of the present method. A negative length counts as zero.</summary>
    public static void Set(TimeSpan left) => RequestContext.Set(Key, Math.Max(0L, (long)left.TotalMilliseconds));

    /// <summary>Reads it in a grain, and removes it from the calls that the grain makes; <see langword="null"/> when the caller has not given it.</summary>
    public static TimeSpan? Take()
    {
        var left = RequestContext.Get(Key) is long milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;
        RequestContext.Remove(Key);
        return left;
    }
}
