namespace Ballast.Grains.Feeds;

/// <summary>A source of market events that a feed grain runs outside its own turns.</summary>
public interface IFeedConnection
{
    /// <summary>Key of the feed grain that runs it, <c>feed/shard</c>.</summary>
    string Feed { get; }

    /// <summary>What is done when a book does not keep up.</summary>
    Backpressure Backpressure => Backpressure.Wait;

    /// <summary>
    /// What it publishes, as <c>exchange/symbol</c>, and <c>exchange/</c> for every instrument of an exchange; empty when that is not known before it runs.
    /// Books and inventories of these instruments are placed beside the feed.
    /// </summary>
    IReadOnlyCollection<string> Covers => [];

    /// <summary>Publishes until the source ends or <paramref name="cancellationToken"/> is cancelled.</summary>
    /// <param name="publisher">Publishes the events of this epoch.</param>
    /// <param name="position">Last position that an earlier epoch saved with <see cref="FeedPublisher.SavePosition"/>; <see langword="null"/> when there is none.</param>
    /// <param name="cancellationToken">Cancelled when the feed is stopped.</param>
    Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken);
}
