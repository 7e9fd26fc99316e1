using System.Globalization;
using System.Text.Json;
using Ballast.Testing;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>A recording replayed on the store of an earlier one that ended long before.</summary>
public sealed class LaterRecordingTests : IDisposable
{
    private const int Seconds = 30;

    private static readonly DateTime Start = new(2024, 8, 8, 12, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_held_is_valued_from_its_first_second_on_without_a_fill_and_not_with_the_book_of_before()
    {
        var store = _folder.PathOf("store");
        var fills = _folder.Write("fills.csv", "timestamp,exchange,symbol,side,price,amount,id", $"{Stamp(0, 5.5)},binance-futures,BTCUSDT,buy,60000,1,f1");
        var first = await BallastProcess.ToEnd(
            ["replay", _folder.Write("first.ndjson", Enumerable.Range(0, Seconds).Select(second => Book(0, second, 60_000 + second))), "--fills", fills, "--data", store, "--report", "json"], Token);
        Assert.True(first.Code == 0, first.Errors);

        // The first message is a change of one side, which no book can be made of.
        var later = _folder.Write("later.ndjson",
        [
            $$"""{"type":"book_change","symbol":"BTCUSDT","exchange":"binance-futures","isSnapshot":false,"bids":[{"price":60020,"amount":1}],"asks":[],"timestamp":"{{Stamp(1, 0)}}","localTimestamp":"{{Stamp(1, 0)}}"}""",
            .. Enumerable.Range(5, Seconds).Select(second => Book(1, second, 61_000 + second)),
        ]);
        await using var second = BallastProcess.Start(["replay", later, "--data", store, "--report", "json", "--serve", .. _ports.Arguments]);
        await second.Line(line => line == "}", "the end of the report", Eventually.Patience, Token);
        using var http = new HttpClient { BaseAddress = _ports.Address };
        var curve = Report.Parse(await http.GetStringAsync(new Uri("api/portfolios/main/curve?resolution=second&from=2024-08-08T00:00:00Z&to=2024-08-09T00:00:00Z", UriKind.Relative), Token));

        // The last two seconds of a recording stay open; those of the first one are not closed by a recording that begins an hour later.
        Assert.Equal(
            Enumerable.Range(6, Seconds - 8).Select(at => (Stamp(0, at), (decimal?)at))
                .Concat(Enumerable.Range(0, 5).Select(at => (Stamp(1, at), (decimal?)null)))
                .Concat(Enumerable.Range(5, Seconds - 2).Select(at => (Stamp(1, at), (decimal?)(1_000 + at)))),
            curve.GetProperty("points").EnumerateArray().Select(point => (point.Text("at"), Total(point))));
        await second.Signal("INT", Token);
        Assert.Equal(0, (await second.End(Eventually.Patience, Token)).Code);
    }

    private static decimal? Total(JsonElement point) => point.GetProperty("total").ValueKind == JsonValueKind.Null ? null : point.Number("total");

    private static string Book(int hour, int second, decimal mid) =>
        $$"""{"type":"book_change","symbol":"BTCUSDT","exchange":"binance-futures","isSnapshot":true,"bids":[{"price":{{mid - 1}},"amount":1}],"asks":[{"price":{{mid + 1}},"amount":1}],"timestamp":"{{Stamp(hour, second)}}","localTimestamp":"{{Stamp(hour, second)}}"}""";

    private static string Stamp(int hour, double second) =>
        Start.AddHours(hour).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
