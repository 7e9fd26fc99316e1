using Ballast.Domain.MarketData;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>How long does a book take to apply every change of a recording, with its best prices read after each?</summary>
[MemoryDiagnoser]
public class OrderBookApply
{
    private Recording _recording = null!;

    public static IEnumerable<string> Names => Recording.Names;

    [ParamsSource(nameof(Names))]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Load() => _recording = Recording.Load(File);

    [Benchmark]
    public double Apply()
    {
        var book = new OrderBook();
        var sum = 0.0;
        foreach (var change in _recording.Changes)
        {
            book.Apply(change);
            sum += (book.BestBid?.Price ?? 0) + (book.BestAsk?.Price ?? 0);
        }

        return sum;
    }
}
