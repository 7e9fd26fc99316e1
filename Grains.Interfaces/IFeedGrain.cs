using Ballast.Domain.Instruments;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Owner of the single running connection of a feed shard in the cluster.</summary>
/// <remarks>Key: <c>feed/shard</c>. Reading and decoding run outside the grain's turns.</remarks>
[Alias("ballast.grain.feed")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Starts the connection under a new epoch; does nothing when it is already running.</summary>
    [Alias("start")]
    Task<FeedStatus> Start();

    /// <summary>As <see cref="Start"/>, but does not restart a connection that has reached the end of its source.</summary>
    /// <remarks>Every silo calls this regularly for every feed configured on it, so that a feed is started again when its silo fails.</remarks>
    [Alias("keep-running")]
    Task<FeedStatus> KeepRunning();

    /// <summary>Stops the connection and deactivates the grain, so that another silo with this feed can run it.</summary>
    [Alias("hand-over")]
    Task HandOver();

    /// <summary>Stops the connection and completes when it has stopped.</summary>
    [Alias("stop")]
    Task Stop();

    /// <summary>Stores the position from which the connection continues after a restart; ignored for an older epoch.</summary>
    /// <param name="epoch">Epoch of the calling connection.</param>
    /// <param name="position">Position, opaque to the grain.</param>
    [Alias("save-position"), AlwaysInterleave]
    Task SavePosition(long epoch, byte[] position);

    /// <summary>Current status of the feed.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<FeedStatus> GetStatus();

    /// <summary>Acknowledges that a book has applied all batches up to <paramref name="sequence"/>.</summary>
    [Alias("acknowledge"), OneWay, AlwaysInterleave]
    Task Acknowledge(InstrumentId instrument, long epoch, long sequence);

    /// <summary>Requests a snapshot for a book that has no state or a gap in <paramref name="epoch"/>.</summary>
    [Alias("request-snapshot"), OneWay, AlwaysInterleave]
    Task RequestSnapshot(InstrumentId instrument, long epoch);

    /// <summary>Asks for a batch, if only an empty one, as a sign that the feed still publishes the instrument in <paramref name="epoch"/>.</summary>
    [Alias("confirm"), OneWay, AlwaysInterleave]
    Task Confirm(InstrumentId instrument, long epoch);

    /// <summary>
    /// Says that the book takes the batches of another feed, or of another epoch. The feed asks the book again every two seconds, because the
    /// book goes over to it when its own feed has stopped publishing the instrument.
    /// </summary>
    /// <param name="instrument">Instrument of the book.</param>
    /// <param name="epoch">Epoch of the refused batch.</param>
    [Alias("refuse"), OneWay, AlwaysInterleave]
    Task Refuse(InstrumentId instrument, long epoch);

    /// <summary>
    /// The newest ticker batch published for an instrument, preceded by the last tickers before recent funding times, so that a reader that
    /// has lost batches learns of those fundings; <see langword="null"/> when there was none.
    /// </summary>
    [Alias("last-ticker"), AlwaysInterleave]
    Task<MarketBatch?> GetLastTicker(InstrumentId instrument);
}
