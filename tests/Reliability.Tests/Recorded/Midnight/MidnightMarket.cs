using System.Globalization;
using System.Text.RegularExpressions;
using Ballast.Testing;
using Ballast.Testing.Recorded;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>The recordings, moved in time so that a day ends in their midst, with made books of a coin for fees and of another inverse contract.</summary>
internal static partial class MidnightMarket
{
    internal const string Day = "2024-08-09T00:00:00.000000Z";

    internal const string Spot = "binance/BTCUSDT";
    internal const string Linear = "binance-futures/BTCUSDT";
    internal const string Inverse = "binance-delivery/BTCUSD_PERP";
    internal const string Coin = "binance/BNBUSDT";
    internal const string OtherInverse = "made/BTCUSD";

    /// <summary>End of what is used of the recordings; 80 s after the end of the day.</summary>
    private const string End = "2024-08-08T23:57:20";

    private static readonly TimeSpan Shift = TimeSpan.FromMinutes(4);
    private static readonly DateTime FirstBook = new(2024, 8, 8, 23, 58, 16, DateTimeKind.Utc);
    private const int Seconds = 184;

    /// <summary>Terms of everything traded, as the Python files read them.</summary>
    internal static readonly SortedDictionary<string, object> Terms = new(StringComparer.Ordinal)
    {
        [Spot] = Contract("spot", "USDT", "USDT", "1"),
        [Linear] = Contract("linear", "USDT", "USDT", "1"),
        [Inverse] = Contract("inverse", "USD", "BTC", "100"),
        [OtherInverse] = Contract("inverse", "USD", "BTC", "10"),
    };

    /// <summary>The terms of the made contract, as the program reads them.</summary>
    internal const string Instruments =
        """[{"exchange":"made","symbol":"BTCUSD","kind":"inverse","base":"BTC","quote":"USD","settle":"BTC","multiplier":10,"tickSize":0.5,"lotSize":1}]""";

    /// <summary>Writes all recordings.</summary>
    internal static string[] Write(TemporaryFolder folder) =>
    [
        .. Recordings.Until(folder, End).Select(path => folder.WriteGzip($"shifted-{Path.GetFileName(path)}", Recordings.Lines(path).Select(Shifted))),
        folder.WriteGzip("coin.ndjson.gz", Enumerable.Range(0, Seconds).Select(second => Book(Coin, 520m + (second % 7 * 0.1m), 0.1m, second))),
        folder.WriteGzip("other.ndjson.gz", Enumerable.Range(0, Seconds).Select(second => Book(OtherInverse, 61_800m + (second * 37 % 101 * 0.5m), 0.5m, second))),
    ];

    private static object Contract(string kind, string quote, string settle, string multiplier) => new { kind, @base = "BTC", quote, settle, multiplier };

    private static string Book(string instrument, decimal bid, decimal tick, int second)
    {
        var (name, at) = (instrument.Split('/'), Text(FirstBook.AddSeconds(second)));
        return $$"""{"type":"book_change","symbol":"{{name[1]}}","exchange":"{{name[0]}}","isSnapshot":true,"bids":[{"price":{{bid}},"amount":5}],"asks":[{"price":{{bid + tick}},"amount":5}],"timestamp":"{{at}}","localTimestamp":"{{at}}"}""";
    }

    private static string Shifted(string line) => Stamp().Replace(line, stamp => stamp.Groups[1].Value + Text(
        DateTime.Parse(stamp.Groups[2].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) + Shift) + "\"");

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex("""("(?:timestamp|localTimestamp)":")([^"]+)"(?=[,}])""")]
    private static partial Regex Stamp();
}
