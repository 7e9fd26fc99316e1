using Ballast.Domain.MarketData;
using Ballast.Silo.Feeds.Tardis;

namespace Ballast.Benchmarks.Engine;

/// <summary>Speed of one stage over one recording.</summary>
/// <param name="LevelsPerSecond">Median over the passes.</param>
/// <param name="BytesPerMessage">Allocated, in the last pass.</param>
internal sealed record StageSpeed(double LevelsPerSecond, double BytesPerMessage);

/// <summary>Speed of every stage over one recording.</summary>
internal sealed record EngineSpeed(
    string Recording, int Messages, long Levels, StageSpeed Decode, StageSpeed Apply, StageSpeed DecodeAndApply);

/// <summary>Decoding and book of one recording, in memory and on one thread, the best prices read after every message.</summary>
internal sealed class EngineMeasurement(Recording recording, int passes)
{
    private const int WarmUp = 3;

    private double _sink;

    internal EngineSpeed Run() => new(
        recording.Name, recording.Messages, recording.Levels, Measure(Decode), Measure(Apply), Measure(DecodeAndApply));

    private StageSpeed Measure(Action stage)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            stage();
        }

        var speeds = new double[passes];
        var bytes = 0L;
        for (var i = 0; i < passes; i++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = ThreadClock.Now;
            stage();
            speeds[i] = recording.Levels / (ThreadClock.Now - start).TotalSeconds;
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        Array.Sort(speeds);
        return new(speeds[passes / 2], (double)bytes / recording.Messages);
    }

    private void Decode()
    {
        var decoder = new TardisMessageDecoder();
        for (var i = 0; i < recording.Messages; i++)
        {
            _sink += decoder.Decode(recording.Line(i)).Event!.ReceivedAt.Micros;
        }
    }

    private void Apply()
    {
        var book = new OrderBook();
        foreach (var change in recording.Changes)
        {
            Apply(book, change);
        }
    }

    private void DecodeAndApply()
    {
        var decoder = new TardisMessageDecoder();
        var book = new OrderBook();
        for (var i = 0; i < recording.Messages; i++)
        {
            Apply(book, (BookChange)decoder.Decode(recording.Line(i)).Event!);
        }
    }

    private void Apply(OrderBook book, BookChange change)
    {
        book.Apply(change);
        _sink += (book.BestBid?.Price ?? 0) + (book.BestAsk?.Price ?? 0);
    }
}
