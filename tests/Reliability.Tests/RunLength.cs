using System.Globalization;

namespace Ballast.Reliability.Tests;

/// <summary>How often the tests repeat what they repeat: few times in CI, more with <c>dotnet run --project tests/Reliability.Tests -- long</c>.</summary>
internal static class RunLength
{
    /// <summary>Set by the argument <c>long</c>; may be set by hand where arguments cannot be given.</summary>
    public const string Variable = "BALLAST_LONG";

    private static bool IsLong => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Kills in one test.</summary>
    public static int Kills => IsLong ? 25 : 3;

    /// <summary>Events acknowledged while the silo is killed <see cref="LongFlowKills"/> times.</summary>
    public static int LongFlow => IsLong ? 200_000 : 20_000;

    /// <summary>Kills spread over <see cref="LongFlow"/>.</summary>
    public static int LongFlowKills => IsLong ? 5 : 2;

    /// <summary>Replays that must give the same bytes.</summary>
    public static int Replays => IsLong ? 8 : 2;

    /// <summary>Seconds of 20,000 messages each that slow books are sent.</summary>
    public static int SlowSeconds => IsLong ? 60 : 6;

    /// <summary>Says what was chosen.</summary>
    public static string Description =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsLong ? "long" : "short")}: {Kills} kills, {LongFlow} events with {LongFlowKills} kills, {Replays} equal replays, {SlowSeconds} s of a slow book");
}
