using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis.Csv;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Benchmarks.Market;

/// <summary>A dataset of book changes from disk to book: unpack, read, group to messages, apply, and read the best prices.</summary>
internal sealed class CsvStage(string path, int passes)
{
    private double _sink;

    internal MarketRow Run() => StageClock.Measure(Recording.DatasetName(path), "csv", passes, Read);

    private (long, long) Read()
    {
        var (levels, messages) = (0L, 0L);
        var book = new OrderBook();
        using var lines = LineReader.Open(path);
        foreach (var message in new TardisCsvReader(path, lines, new(), new()).Read())
        {
            var change = (BookChange)message.Event!;
            book.Apply(change);
            _sink += (book.BestBid?.Price ?? 0) + (book.BestAsk?.Price ?? 0);
            levels += change.Bids.Length + change.Asks.Length;
            messages++;
        }

        return (levels, messages);
    }
}
