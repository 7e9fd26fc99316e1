using System.Globalization;
using static Ballast.Reliability.Tests.Recorded.Midnight.MidnightMarket;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>Our fills around the end of the day, of portfolios that each show something else.</summary>
internal static class MidnightFills
{
    /// <summary>Trades spot and its perpetual back and forth, all in one settle asset.</summary>
    internal const string Desk = "desk";

    /// <summary>Has its first fill half a second before the end of the day.</summary>
    internal const string Newcomer = "newcomer";

    /// <summary>Earns coin, so that rates matter.</summary>
    internal const string Coins = "coins";

    /// <summary>Pays a fee in a third asset before the first minute of rates.</summary>
    internal const string Charged = "charged";

    /// <summary>Pays a fee in an asset that has no rate, beside a profit that is known.</summary>
    internal const string Unrated = "unrated";

    private const int DeskTrades = 42;
    private static readonly DateTime FirstTrade = new(2024, 8, 8, 23, 58, 30, 123, DateTimeKind.Utc);

    /// <summary>All fills, those of the file first.</summary>
    /// <param name="unratedPrice">Price of the fill whose fee has no rate.</param>
    internal static MidnightFill[] All(string unratedPrice) =>
    [
        .. Trades(),
        new("2024-08-08T23:58:33.000Z", Spot, "buy", "0.3", "61830.01", Desk) { Fee = "0.0001", FeeAsset = "BTC" },
        new("2024-08-08T23:59:33.250Z", Spot, "sell", "0.1", "61841.5", Desk) { Fee = "1.25", FeeAsset = "USDT" },
        new("2024-08-09T00:00:33.500Z", Spot, "buy", "0.05", "61835.77", Desk),
        new("2024-08-08T23:59:59.500Z", Linear, "buy", "0.25", "61810.1", Newcomer) { Fee = "1.5" },
        new("2024-08-09T00:00:20.000Z", Linear, "sell", "0.1", "61815.2", Newcomer),
        new("2024-08-08T23:58:35.500Z", OtherInverse, "buy", "200", "61790", Coins) { Fee = "0.000001" },
        new("2024-08-08T23:59:20.000Z", OtherInverse, "sell", "50", "61805.5", Coins),
        new("2024-08-09T00:00:40.000Z", OtherInverse, "buy", "30", "61822", Coins),
        new("2024-08-08T23:58:40.000Z", Spot, "buy", "0.1", "61835", Charged) { Fee = "0.01", FeeAsset = "BNB" },
        new("2024-08-08T23:59:10.000Z", Spot, "buy", "0.1", "61836", Charged) { Fee = "0.02", FeeAsset = "BNB" },
        new("2024-08-08T23:58:45.000Z", Linear, "buy", "1", unratedPrice, Unrated) { Fee = "0.01", FeeAsset = "OKB" },
        new("2024-08-08T23:58:46.000Z", OtherInverse, "buy", "100", "61795", Unrated),
        new("2024-08-08T23:59:30.000Z", Inverse, "sell", "10", "61680", Desk) { Late = 1 },
        new("2024-08-08T23:59:50.000Z", Spot, "buy", "0.2", "61838.2", Newcomer) { Fee = "0.0002", FeeAsset = "BTC", Late = 2 },
        new("2024-08-08T23:59:40.000Z", Linear, "sell", "0.03", "61802.3", Desk) { Fee = "0.75", Late = 3 },
        new("2024-08-08T23:59:58.000Z", Inverse, "buy", "3", "61810.5", Coins) { Late = 4 },
    ];

    /// <summary>A position in the perpetual that goes up and down around 0.3 every 4 s.</summary>
    private static IEnumerable<MidnightFill> Trades()
    {
        var held = 0m;
        for (var i = 0; i < DeskTrades; i++)
        {
            var wanted = (i * 7 % 11 * 0.06m) - 0.01m;
            var change = wanted - held;
            held = wanted;
            if (change != 0)
            {
                yield return new(
                    FirstTrade.AddSeconds(i * 4).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                    Linear,
                    change > 0 ? "buy" : "sell",
                    Math.Abs(change).ToString(CultureInfo.InvariantCulture),
                    (61_800m + (i % 5 * 3.1m)).ToString(CultureInfo.InvariantCulture),
                    Desk) { Fee = (0.1m + (i * 0.01m)).ToString(CultureInfo.InvariantCulture) };
            }
        }
    }
}
