using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Benchmarks.Market;

/// <summary>Decoding and book of one recording, from memory, the best prices read after every message.</summary>
internal sealed class JsonStages(Recording recording, int passes)
{
    private readonly TardisMessageDecoder _decoder = new();
    private double _sink;

    internal MarketRow[] Run() =>
    [
        StageClock.Measure(recording.Name, "decode", passes, Decode),
        StageClock.Measure(recording.Name, "apply", passes, Apply),
        RunDecodeAndApply(),
    ];

    internal MarketRow RunDecodeAndApply() => StageClock.Measure(recording.Name, "decode+apply", passes, DecodeAndApply);

    private (long, long) Decode()
    {
        for (var i = 0; i < recording.Messages; i++)
        {
            _sink += _decoder.TryReadBook(recording.Line(i), out var frame)
                ? frame.ReceivedAt.Micros
                : _decoder.DecodeAlone(recording.Line(i)).Event!.ReceivedAt.Micros;
        }

        return (recording.Levels, recording.Messages);
    }

    private (long, long) Apply()
    {
        var book = new OrderBook();
        foreach (var change in recording.Changes)
        {
            book.Apply(change);
            ReadBest(book);
        }

        return (recording.Levels, recording.Messages);
    }

    private (long, long) DecodeAndApply()
    {
        var book = new OrderBook();
        for (var i = 0; i < recording.Messages; i++)
        {
            if (_decoder.TryReadBook(recording.Line(i), out var frame))
            {
                book.Apply(frame.IsSnapshot, frame.Bids, frame.Asks);
            }
            else
            {
                // Not as tardis-machine lays it out: the long way, which shows in the figures.
                book.Apply((BookChange)_decoder.DecodeAlone(recording.Line(i)).Event!);
            }

            ReadBest(book);
        }

        return (recording.Levels, recording.Messages);
    }

    private void ReadBest(OrderBook book) => _sink += (book.BestBid?.Price ?? 0) + (book.BestAsk?.Price ?? 0);
}
