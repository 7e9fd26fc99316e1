namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Time for which a check that could not be finished is left alone.</summary>
/// <param name="Check">The check; one with other causes does not wait.</param>
/// <param name="Begun">Time stamp of its last run.</param>
/// <param name="Length">Length of the pause.</param>
internal readonly record struct CheckPause(MemberCheck Check, long Begun, TimeSpan Length)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The pause after a run of a check, twice as long as the one before it.</summary>
    internal static CheckPause After(CheckPause? last, MemberCheck check, TimeProvider time) => new(
        check, time.GetTimestamp(), ReferenceEquals(last?.Check, check) ? TimeSpan.FromTicks(Math.Min(Longest.Ticks, last!.Value.Length.Ticks * 2)) : Shortest);

    /// <summary>Whether a check must wait.</summary>
    internal bool Holds(MemberCheck check, TimeProvider time) => ReferenceEquals(Check, check) && time.GetElapsedTime(Begun) < Length;
}
