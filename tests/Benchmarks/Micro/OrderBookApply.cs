using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does a book take to apply every change of a recording, with its best prices, or its best 25 levels, read after each?</summary>
[MemoryDiagnoser]
public class OrderBookApply
{
    private readonly BookLevel[] _bids = new BookLevel[25];
    private readonly BookLevel[] _asks = new BookLevel[25];
    private Recording _recording = null!;

    public static IEnumerable<string> Names => Recording.Names;

    [ParamsSource(nameof(Names))]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Load() => _recording = Recording.Load(File);

    [Benchmark(Baseline = true)]
    public double Apply()
    {
        var book = new OrderBook();
        var sum = 0.0;
        foreach (var change in _recording.Changes)
        {
            book.Apply(change.IsSnapshot, change.Bids, change.Asks);
            sum += (book.BestBid?.Price ?? 0) + (book.BestAsk?.Price ?? 0);
        }

        return sum;
    }

    [Benchmark]
    public double ApplyAndCopyTop()
    {
        var book = new OrderBook();
        var sum = 0.0;
        foreach (var change in _recording.Changes)
        {
            book.Apply(change.IsSnapshot, change.Bids, change.Asks);
            var (bids, asks) = book.CopyTop(_bids, _asks);
            sum += bids + asks + _bids[0].Price + _asks[0].Price;
        }

        return sum;
    }

    /// <summary>The quiet form throughout.</summary>
    [Benchmark]
    public double ApplySorted()
    {
        var book = new OrderBook();
        var sum = 0.0;
        foreach (var change in _recording.Changes)
        {
            book.Apply(change.IsSnapshot, change.Bids, change.Asks);
            book.Rest();
            sum += (book.BestBid?.Price ?? 0) + (book.BestAsk?.Price ?? 0);
        }

        return sum;
    }
}
