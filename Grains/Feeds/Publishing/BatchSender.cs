using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>Sends batches to the streams, those of one instrument one after the other, so that none overtakes another.</summary>
/// <remarks>A stream's queue is in this silo: while it is full a send to a book waits, and a live ticker is dropped.</remarks>
internal sealed class BatchSender(FeedHost host)
{
    /// <summary>Sends to an instrument's book.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="batches">Batches in order.</param>
    /// <param name="waiting">Gets the sending if the stream does not take everything at once.</param>
    internal void ToBook(FeedInstrument instrument, IReadOnlyList<MarketBatch> batches, List<Task> waiting)
    {
        var stream = instrument.MarketStream ??= host.MarketStream(instrument.Instrument);
        Add(batches.Count == 1 ? stream.OnNextAsync(batches[0]) : Send(stream, batches), waiting);
    }

    /// <summary>Sends to an instrument's inventory.</summary>
    internal void ToInventory(FeedInstrument instrument, MarketBatch batch, List<Task> waiting) =>
        Add((instrument.TickerStream ??= host.TickerStream(instrument.Instrument)).OnNextAsync(batch), waiting);

    private static async Task Send(IAsyncStream<MarketBatch> stream, IReadOnlyList<MarketBatch> batches)
    {
        foreach (var batch in batches)
        {
            await stream.OnNextAsync(batch);
        }
    }

    private static void Add(Task send, List<Task> waiting)
    {
        if (!send.IsCompletedSuccessfully)
        {
            waiting.Add(send);
        }
    }
}
