using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Feeds;

/// <summary>The book against the exchange's own best prices, over every recording.</summary>
public sealed class OracleTests(ITestOutputHelper output)
{
    private const string Advice = "set BALLAST_DATA to a folder with recordings in native/ and normalized/";

    [Fact]
    [Trait("check", "oracle")]
    public void Book_has_the_best_prices_that_the_exchange_published()
    {
        var root = DataFolders.Recordings;
        var normalized = FilesOf(root, "normalized");
        if (normalized.Count == 0)
        {
            Assert.Fail($"No recording was found: {Advice}.");
        }

        var native = FilesOf(root, "native").ToLookup(file => file.Pair, file => file.Path);
        var (compared, mismatch) = (0, (string?)null);
        foreach (var pair in normalized.GroupBy(file => file.Pair).OrderBy(group => group.Key))
        {
            var result = Compare(pair.Key, [.. pair.Select(file => file.Path)], native[pair.Key]);
            if (result.Compared + result.NotComparable == 0)
            {
                continue;
            }

            compared += result.Compared;
            mismatch ??= result.FirstMismatch;
            var line = $"{pair.Key.Exchange}/{pair.Key.Symbol}: compared {result.Compared}, equal {result.Equal}, not comparable {result.NotComparable}";
            output.WriteLine(line);
            Console.WriteLine(line);
        }

        if (compared == 0)
        {
            Assert.Fail($"No recording can be compared: {Advice}.");
        }

        Assert.True(mismatch is null, mismatch);
    }

    private static Result Compare((string Exchange, string Symbol) pair, string[] files, IEnumerable<string> natives)
    {
        var result = new Result();
        var book = new OrderBook();
        NativeRecording? native = null;
        foreach (var next in TardisFiles.Open(files, new InputFaults(), new ReadCounts()).Read(TestContext.Current.CancellationToken))
        {
            if (next is Disconnect)
            {
                book.MarkStale();
            }

            if (next is not BookChange change || change.Instrument.Exchange != pair.Exchange || change.Instrument.Symbol != pair.Symbol)
            {
                continue;
            }

            book.Apply(change);
            if (change.IsSnapshot)
            {
                continue;
            }

            native ??= NativeRecording.Read(natives, pair.Symbol);
            var published = native.BestAt(change.ReceivedAt);
            if (published is null)
            {
                result.NotComparable++;
                continue;
            }

            result.Compared++;
            if (book.BestBid == published.Bid && book.BestAsk == published.Ask)
            {
                result.Equal++;
            }
            else
            {
                result.FirstMismatch ??= $"{change.Instrument} at {change.ReceivedAt}: book {book.BestBid} / {book.BestAsk}, exchange {published.Bid} / {published.Ask}";
            }
        }

        return result;
    }

    /// <summary>Files of a folder by exchange (up to the first underscore) and symbol (from there up to the last one).</summary>
    private static List<((string Exchange, string Symbol) Pair, string Path)> FilesOf(string root, string folder)
    {
        var path = Path.Combine(root, folder);
        if (!Directory.Exists(path))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetFileName(file), Path: file))
            .Select(file => (First: file.Name.IndexOf('_', StringComparison.Ordinal), Last: file.Name.LastIndexOf('_'), file.Name, file.Path))
            .Where(file => file.First > 0 && file.Last > file.First + 1)
            .Select(file => ((file.Name[..file.First], file.Name[(file.First + 1)..file.Last]), file.Path))];
    }

    private sealed class Result
    {
        public int Compared { get; set; }

        public int Equal { get; set; }

        public int NotComparable { get; set; }

        public string? FirstMismatch { get; set; }
    }
}
