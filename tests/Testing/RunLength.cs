using System.Globalization;

namespace Ballast.Testing;

/// <summary>
/// How often tests repeat what they repeat: few times by default, and in full with <c>eng/test --long</c> or
/// <c>dotnet run --project tests/Reliability.Tests -- long</c>.
/// </summary>
public static class RunLength
{
    /// <summary>Name of the environment variable that asks for the full length by the value 1.</summary>
    public const string Variable = "BALLAST_LONG";

    private static bool IsLong => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Kills in one test.</summary>
    public static int Kills => IsLong ? 25 : 3;

    /// <summary>Events acknowledged while the silo is killed <see cref="LongFlowKills"/> times.</summary>
    public static int LongFlow => IsLong ? 200_000 : 20_000;

    /// <summary>Kills spread over <see cref="LongFlow"/>.</summary>
    public static int LongFlowKills => IsLong ? 5 : 2;

    /// <summary>Events in a journal whose days are checked again.</summary>
    public static int JournaledEvents => IsLong ? 1_000_000 : 40_000;

    /// <summary>Replays that must give the same bytes.</summary>
    public static int Replays => IsLong ? 8 : 2;

    /// <summary>Seconds of 20,000 messages each that slow books are sent.</summary>
    public static int SlowSeconds => IsLong ? 60 : 6;

    /// <summary>Sequences of messages on which a book is compared with the naive one.</summary>
    public static int BookSequences => IsLong ? 20_000 : 2_000;

    /// <summary>Sequences of events, for each kind of contract, on which ledgers are compared with the naive fold.</summary>
    public static int LedgerSequences => IsLong ? 5_100 : 510;

    /// <summary>Damaged messages on which the decoder is compared with the naive one.</summary>
    public static int DamagedFrames => IsLong ? 1_000_000 : 100_000;

    /// <summary>Hours of the long quiet recording: past one midnight and a day of seconds, or past three and all that rates are kept for.</summary>
    public static int QuietHours => IsLong ? 74 : 32;

    /// <summary>Time for which a store is stopped while fills arrive.</summary>
    public static TimeSpan Outage => IsLong ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(8);

    /// <summary>Fills that arrive in a second meanwhile.</summary>
    public const int OutageFillsPerSecond = 1_000;

    /// <summary>Fills sent over a durable stream while silos are killed.</summary>
    public static int StreamedFills => IsLong ? 50_000 : 5_000;

    /// <summary>Kills of each silo meanwhile.</summary>
    public static int StreamKills => IsLong ? 2 : 1;

    /// <summary>Time for which brokers are away.</summary>
    public static TimeSpan BrokerOutage => IsLong ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(6);

    /// <summary>The length chosen, for a log.</summary>
    public static string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsLong ? "long" : "short")}: {Kills} kills, {LongFlow} events with {LongFlowKills} kills, {Replays} equal replays, {SlowSeconds} s of a slow book, {QuietHours} h of a quiet market");
}
