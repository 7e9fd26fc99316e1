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

    /// <summary>Most bytes of the events that <see cref="MaxMessages"/> counts. An event larger than this passes when the queue is empty.</summary>
    public long MaxBytes { get; set; } = 128L << 20;
}
