using Orleans.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>Hands batches to the streams, those of one instrument one after the other, or they could overtake each other.</summary>
internal sealed class BatchSender(FeedLinks links)
{
    /// <summary>Longer than the death of a silo takes to be known, and the answer of a call to it.</summary>
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(20);

    /// <summary>Sends to an instrument's book; completes when the stream has taken the last.</summary>
    internal Task ToBook(InstrumentId instrument, IReadOnlyList<MarketBatch> batches) =>
        Send(links.Market.GetStream<MarketBatch>(StreamNames.For(StreamNames.Market, instrument)), batches);

    /// <summary>Sends to an instrument's inventory.</summary>
    internal Task ToInventory(InstrumentId instrument, MarketBatch batch) =>
        Send(links.Ticker.GetStream<MarketBatch>(StreamNames.For(StreamNames.Ticker, instrument)), [batch]);

    /// <summary>A full queue or a moving one refuses for a while, and one on a dead silo until its death is known; sending twice is harmless, the sequence tells.</summary>
    private async Task Send(IAsyncStream<MarketBatch> stream, IReadOnlyList<MarketBatch> batches)
    {
        foreach (var batch in batches)
        {
            var start = links.Time.GetTimestamp();
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await stream.OnNextAsync(batch);
                    break;
                }
                catch (Exception e) when (links.Time.GetElapsedTime(start) < SendWithin && e is InvalidOperationException or OrleansException or TimeoutException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(10 * tries, 250)), links.Time);
                }
            }
        }
    }
}
