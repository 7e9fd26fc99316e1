using System.Text;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis.Csv;
using Ballast.Silo.Tests.Feeds;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests.Decoding;

/// <summary>The CSV reader against the naive one.</summary>
public sealed class CsvOracleTests
{
    private const int Seed = 1723161256;

    private static readonly string[] BookColumns = ["exchange", "symbol", "timestamp", "local_timestamp", "is_snapshot", "side", "price", "amount"];
    private static readonly string[] QuoteColumns = ["exchange", "symbol", "timestamp", "local_timestamp", "ask_amount", "ask_price", "bid_price", "bid_amount"];

    private static readonly string[] SnapshotColumns =
        [.. QuoteColumns[..4], .. Enumerable.Range(0, 5).SelectMany(i => new[] { $"asks[{i}].price", $"asks[{i}].amount", $"bids[{i}].price", $"bids[{i}].amount" })];

    [Theory]
    [InlineData("csv-real", "deribit_incremental_book_L2_BTC-PERPETUAL.csv")]
    [InlineData("csv-real", "binance-futures_book_snapshot_5_BTCUSDT.csv")]
    [InlineData("csv-real", "binance-futures_book_snapshot_25_BTCUSDT.csv")]
    [InlineData("datasets/bitmex/incremental_book_L2/2024/08/08", "XBTUSD.csv.gz")]
    [InlineData("datasets/bitmex/quotes/2024/08/08", "XBTUSD.csv.gz")]
    public void Recorded_rows_mean_what_the_naive_reader_says(string folder, string name)
    {
        using var lines = LineReader.Open(Recordings.Get([.. folder.Split('/'), name]));
        var text = new List<string>();
        while (lines.Next() == LineStep.Line)
        {
            text.Add(Encoding.UTF8.GetString(lines.Current));
        }

        Hold([.. text], name);
    }

    [Fact]
    public void Rows_made_up_and_damaged_mean_what_the_naive_reader_says()
    {
        var random = new Random(Seed);
        for (var file = 0; file < 600; file++)
        {
            var columns = new[] { BookColumns, BookColumns, QuoteColumns, SnapshotColumns }[random.Next(4)].ToArray();
            var hasMore = random.Next(4) == 0;
            columns = hasMore ? [.. columns, "note"] : columns;
            if (random.Next(3) == 0)
            {
                random.Shuffle(columns);
            }

            Hold([string.Join(',', columns), .. Rows(columns, random)], $"seed {Seed}, file {file}");
        }
    }

    private static IEnumerable<string> Rows(string[] columns, Random random)
    {
        var (local, venue, isSnapshot, symbol) = (1723161255319702L, 1723161256493000L, true, "S");
        for (var i = random.Next(1, 80); i > 0; i--)
        {
            if (random.Next(5) == 0)
            {
                (local, isSnapshot) = (local + random.Next(2_000), random.Next(6) == 0);
                venue = random.Next(9) == 0 ? random.Next(100) : local + random.Next(-500, 500);
                symbol = random.Next(4) == 0 ? "T" + random.Next(3) : symbol;
            }

            var fields = columns.Select(column => column switch
            {
                "exchange" => "binance",
                "symbol" => symbol,
                "timestamp" => $"{(random.Next(9) == 0 ? venue + 1 : venue)}",
                "local_timestamp" => $"{local}",
                "is_snapshot" => isSnapshot ? "true" : "false",
                "side" => random.Next(2) == 0 ? "bid" : "ask",
                "note" => "any",
                _ when !columns.Contains("side") && random.Next(12) == 0 => "",
                _ => SomeFrames.Number(random),
            });
            var row = string.Join(',', fields);
            yield return random.Next(12) == 0 ? Damaged(row, random) : random.Next(9) == 0 ? row + "\r" : row;
        }
    }

    private static string Damaged(string row, Random random)
    {
        var at = random.Next(row.Length);
        string[] pieces = ["", ",", "x", "-", ".", "9", "0", "e", "true", " "];
        return row[..at] + pieces[random.Next(pieces.Length)] + row[Math.Min(row.Length, at + random.Next(3))..];
    }

    private static void Hold(string[] lines, string what)
    {
        using var reader = LineReader.Of(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        var faults = new InputFaults();
        var events = new TardisCsvReader("a.csv", reader, faults, new()).Read().Select(message => TardisReading.Describe(message.Event!)).ToArray();
        var naive = NaiveTardisCsv.Read(lines);
        var expected = naive.Events.ToArray();

        Assert.True(naive.BadLines.SequenceEqual(faults.First.Select(fault => (int)fault.Line)), $"{what}: faults {string.Join(' ', faults.First)}, not of lines {string.Join(' ', naive.BadLines)}");
        for (var i = 0; i < Math.Max(events.Length, expected.Length); i++)
        {
            Assert.True(events.ElementAtOrDefault(i) == expected.ElementAtOrDefault(i), $"{what}, event {i}: {events.ElementAtOrDefault(i)}, not {expected.ElementAtOrDefault(i)}");
        }
    }
}
