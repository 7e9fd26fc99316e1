namespace Ballast.Grains.Streams;

/// <summary>Bounds of the queues of one local stream provider in one silo.</summary>
public sealed class LocalStreamOptions
{
    /// <summary>Queues of the silo; each is read by an agent of its own, so two keep two cores busy.</summary>
    public int Queues { get; set; } = 2;

    /// <summary>Most events of one queue that are written and not yet handed to their consumers. A writer waits for room.</summary>
    /// <remarks>
    /// A book that does not answer holds up to <see cref="Feeds.FeedPublisher.Window"/> of them, so a thousand such books leave the others room.
    /// </remarks>
    public int MaxMessages { get; set; } = 256 * 1024;

    /// <summary>
    /// Most events of one stream that wait for its consumer while markets are live; then the oldest are dropped, and the consumer sees the gap in the sequence.
    /// A consumer that does not answer must not fill the queue of all others. In a replay nothing is dropped.
    /// </summary>
    /// <remarks>A book has at most <see cref="Feeds.FeedPublisher.Window"/> batches outstanding and snapshots that repair it, so only tickers that nobody takes come to this.</remarks>
    public int MaxMessagesOfStream { get; set; } = 1_024;

    /// <summary>Most bytes of the events that <see cref="MaxMessages"/> counts. An event larger than this passes when the queue is empty.</summary>
    public long MaxBytes { get; set; } = 256L << 20;
}
