using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>Sends batches to the streams, those of one instrument one after the other, so that none overtakes another.</summary>
internal sealed class BatchSender(FeedHost host)
{
    /// <summary>Time to keep trying. It is longer than the cluster needs to detect a dead silo and fail calls to it.</summary>
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(20);

    /// <summary>Sends to an instrument's book; completes when the stream has accepted the last batch.</summary>
    internal Task ToBook(InstrumentId instrument, IReadOnlyList<MarketBatch> batches) => Send(host.MarketStream(instrument), batches);

    /// <summary>Sends to an instrument's inventory.</summary>
    internal Task ToInventory(InstrumentId instrument, MarketBatch batch) => Send(host.TickerStream(instrument), [batch]);

    /// <summary>
    /// Tries again for a while: a full or moving queue refuses batches, and so does one on a dead silo until its death is known. Sending
    /// a batch twice is harmless, because its sequence gives the repeat away.
    /// </summary>
    private async Task Send(IAsyncStream<MarketBatch> stream, IReadOnlyList<MarketBatch> batches)
    {
        foreach (var batch in batches)
        {
            var start = host.Time.GetTimestamp();
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await stream.OnNextAsync(batch);
                    break;
                }
                catch (Exception e) when (host.Time.GetElapsedTime(start) < SendWithin && e is InvalidOperationException or OrleansException or TimeoutException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(10 * tries, 250)), host.Time);
                }
            }
        }
    }
}
