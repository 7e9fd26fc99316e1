using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>Sends batches to the streams, those of one instrument one after the other, so that none overtakes another.</summary>
/// <remarks>A stream's queue is in this silo: while it is full a send to a book waits, and a live ticker is dropped.</remarks>
internal sealed class BatchSender(FeedHost host)
{
    /// <summary>Sends to an instrument's book; completes when the stream has accepted the last batch.</summary>
    internal Task ToBook(FeedInstrument instrument, IReadOnlyList<MarketBatch> batches) =>
        Send(instrument.MarketStream ??= host.MarketStream(instrument.Instrument), batches);

    /// <summary>Sends to an instrument's inventory.</summary>
    internal Task ToInventory(InstrumentId instrument, MarketBatch batch) => host.TickerStream(instrument).OnNextAsync(batch);

    private static Task Send(IAsyncStream<MarketBatch> stream, IReadOnlyList<MarketBatch> batches) =>
        batches.Count == 1 ? stream.OnNextAsync(batches[0]) : SendAll(stream, batches);

    private static async Task SendAll(IAsyncStream<MarketBatch> stream, IReadOnlyList<MarketBatch> batches)
    {
        foreach (var batch in batches)
        {
            await stream.OnNextAsync(batch);
        }
    }
}
