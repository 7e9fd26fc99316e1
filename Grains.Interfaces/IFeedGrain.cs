using Ballast.Domain;
using Ballast.Domain.Instruments;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>The one running connection of a feed shard in the cluster.</summary>
/// <remarks>Key: <c>feed/shard</c>. Reading and decoding run off the grain's turn.</remarks>
[Alias("ballast.grain.feed")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Starts the connection under a new epoch; does nothing when it runs already.</summary>
    [Alias("start")]
    Task<FeedStatus> Start();

    /// <summary>Stops the connection and waits until it has.</summary>
    [Alias("stop")]
    Task Stop();

    /// <summary>Stores where the connection of <paramref name="epoch"/> would go on after a restart; ignored for an older epoch.</summary>
    /// <param name="epoch">Epoch of the connection that calls.</param>
    /// <param name="position">Opaque to the grain.</param>
    [Alias("save-position"), AlwaysInterleave]
    Task SavePosition(long epoch, byte[] position);

    /// <summary>What the connection is doing.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<FeedStatus> GetStatus();

    /// <summary>A book has applied every batch up to <paramref name="sequence"/>.</summary>
    [Alias("acknowledge"), OneWay, AlwaysInterleave]
    Task Acknowledge(InstrumentId instrument, long epoch, long sequence);

    /// <summary>A book has no state, or a gap, in <paramref name="epoch"/> and asks for a snapshot.</summary>
    [Alias("request-snapshot"), OneWay, AlwaysInterleave]
    Task RequestSnapshot(InstrumentId instrument, long epoch);

    /// <summary>
    /// The newest ticker batch published for an instrument, led by the last tickers before recent funding times, which a reader
    /// that has lost batches would otherwise never learn of; <see langword="null"/> when there was none.
    /// </summary>
    [Alias("last-ticker"), AlwaysInterleave]
    Task<MarketBatch?> GetLastTicker(InstrumentId instrument);
}

/// <summary>What a feed is doing.</summary>
public enum FeedState
{
    /// <summary>Not started since activation.</summary>
    Stopped,

    /// <summary>Publishing.</summary>
    Running,

    /// <summary>Reached the end of its source, and every batch was acknowledged.</summary>
    Completed,

    /// <summary>Ended by an error; see <see cref="FeedStatus.Fault"/>.</summary>
    Faulted,
}

/// <summary>Status of a feed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.feed-status")]
public sealed record FeedStatus
{
    /// <summary>What it is doing.</summary>
    [Id(0)] public required FeedState State { get; init; }

    /// <summary>Epoch of the running or last connection; 0 before the first.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Events published in this epoch.</summary>
    [Id(2)] public required long Events { get; init; }

    /// <summary>Batches published in this epoch.</summary>
    [Id(3)] public required long Batches { get; init; }

    /// <summary>Batches not acknowledged yet, over all instruments.</summary>
    [Id(4)] public required long Unacknowledged { get; init; }

    /// <summary>Snapshots sent on request, and empty batches sent after silence.</summary>
    [Id(5)] public required long Resyncs { get; init; }

    /// <summary>Arrival time of the newest event published: the feed's watermark.</summary>
    [Id(6)] public required Instant Watermark { get; init; }

    /// <summary>Why it ended; <see langword="null"/> unless <see cref="FeedState.Faulted"/>.</summary>
    [Id(7)] public string? Fault { get; init; }

    /// <summary>Instruments published so far.</summary>
    [Id(8)] public required int Instruments { get; init; }
}
