using System.Globalization;
using System.Text.Json;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>A replay of days: its curve has every minute and day from the first fill on, and its days are closed.</summary>
/// <remarks>
/// Two quiet books, spot and inverse, that change once a minute, so that every figure is known: the mid in minute k from the start
/// is <see cref="Mid"/>. The long form has more than three days, which is longer than closed minutes of rates are kept while a silo runs.
/// </remarks>
public sealed class LongReplayTests : IDisposable
{
    private const int FirstFill = 10;
    private const decimal Cost = 60_000m;
    private const decimal InverseCost = 62_500m;
    private const decimal Contracts = 100m;

    private static readonly int Minutes = RunLength.QuietHours * 60;

    /// <summary>Before the last day and an hour, of which the seconds are kept.</summary>
    private static readonly int SecondFill = Minutes - (27 * 60);

    /// <summary>22:00, so that the first midnight comes soon.</summary>
    private static readonly DateTime Start = new(2024, 8, 8, 22, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_minute_and_day_of_three_days_has_its_value_at_its_own_marks_and_rates()
    {
        var market = _folder.WriteGzip("market.ndjson.gz", Enumerable.Range(0, 2 * Minutes).SelectMany(Books));
        var fills = _folder.Write("fills.csv",
        [
            "timestamp,exchange,symbol,side,price,amount,id,account,portfolio,fee,fee_asset",
            $"{Stamp(FirstFill, 5)},binance,BTCUSDT,buy,{Cost},1,s1,a1,desk,0.0001,BTC",
            $"{Stamp(SecondFill, 5)},binance-delivery,BTCUSD_PERP,buy,{InverseCost},{Contracts},d1,a1,desk,6,USDT",
        ]);
        await using var replay = BallastProcess.Start(
            ["replay", market, "--fills", fills, "--report", "json", "--serve", .. _ports.Arguments]);
        await replay.Line(line => line == "}", "the end of the report", TimeSpan.FromMinutes(4), Token);

        var position = Report.Parse(replay.Output).Portfolio("desk");
        Assert.True(position.Number("total") == Total(Minutes - 1), replay.Errors);
        Assert.All(position.GetProperty("positions").EnumerateArray(), held =>
            Assert.False(held.GetProperty("attribution").GetProperty("provisional").GetBoolean()));

        // A point for each minute, the last second in it; the one still open has none.
        var minutes = await Curve("minute");
        Assert.Equal(
            Enumerable.Range(FirstFill, Minutes - FirstFill - 1).Select(k => (Stamp(k, 59), (decimal?)Total(k), true)),
            minutes.Select(point => (point.Text("at"), Perhaps(point, "total"), point.GetProperty("complete").GetBoolean())));
        var days = await Curve("day");
        Assert.Equal(
            Midnights.Select(k => (Stamp(k - 1, 59), (decimal?)Total(k - 1))), days.Select(point => (point.Text("at"), Perhaps(point, "total"))));

        // Seconds are kept for a day, in hours.
        var seconds = await Curve("second");
        Assert.Equal((25 * 3_600) - 29, seconds.Length);
        Assert.All(seconds, point => Assert.Equal(Total(MinuteOf(point)), Perhaps(point, "total")));

        var closes = (await Get("days")).EnumerateArray().Select(day => day.GetProperty("close")).ToArray();
        Assert.Equal(
            Midnights.Select(k => (Stamp(k, 0), (decimal?)Total(k), 0)),
            closes.Select(close => (close.Text("at"), Perhaps(close.GetProperty("value"), "total"), close.GetProperty("missing").GetArrayLength())));

        await replay.Signal("INT", Token);
        Assert.Equal(0, (await replay.End(TimeSpan.FromSeconds(30), Token)).Code);
    }

    private static IEnumerable<int> Midnights => Enumerable.Range(0, 1 + ((Minutes - 120 - 1) / 1_440)).Select(day => 120 + (day * 1_440));

    private static decimal Mid(int minute) => 60_000m + (minute * 37 % 701);

    private static decimal InverseMid(int minute) => Mid(minute) + 5m;

    /// <summary>
    /// What is held, worth in USDT by that minute's own rate. Of the bitcoin bought the fee was taken; the inverse contracts are of 100 USD,
    /// their fee was paid in USDT, at the rate of its own minute.
    /// </summary>
    private static decimal Total(int minute)
    {
        var spot = (0.9999m * Mid(minute)) - Cost;
        return minute < SecondFill ? spot : spot + ((Worth(minute) - (6m / Mid(SecondFill))) * Mid(minute));
    }

    private static decimal Worth(int minute) => Contracts * (Value(InverseMid(minute)) - Value(InverseCost));

    private static decimal Value(decimal price) => decimal.Round(-100m / price, 18, MidpointRounding.ToEven);

    private static IEnumerable<string> Books(int half)
    {
        var (minute, second) = (half / 2, half % 2 * 30);
        yield return Book("binance", "BTCUSDT", Mid(minute), minute, second);
        yield return Book("binance-delivery", "BTCUSD_PERP", InverseMid(minute), minute, second);
    }

    private static string Book(string exchange, string symbol, decimal mid, int minute, int second) =>
        $$"""{"type":"book_change","symbol":"{{symbol}}","exchange":"{{exchange}}","isSnapshot":true,"bids":[{"price":{{mid - 1}},"amount":1}],"asks":[{"price":{{mid + 1}},"amount":1}],"timestamp":"{{Stamp(minute, second)}}","localTimestamp":"{{Stamp(minute, second)}}"}""";

    private static string Stamp(int minute, int second) =>
        Start.AddMinutes(minute).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static int MinuteOf(JsonElement point) =>
        (int)(DateTime.Parse(point.Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - Start).TotalMinutes;

    private static decimal? Perhaps(JsonElement element, string name) =>
        element.GetProperty(name).ValueKind == JsonValueKind.Null ? null : element.Number(name);

    private async Task<JsonElement[]> Curve(string resolution) => [.. (await Get($"curve?resolution={resolution}")).GetProperty("points").EnumerateArray()];

    private async Task<JsonElement> Get(string what)
    {
        using var http = new HttpClient { BaseAddress = _ports.Address };
        return Report.Parse(await http.GetStringAsync(new Uri($"api/portfolios/desk/{what}", UriKind.Relative), Token));
    }
}
