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

    /// <summary>As <see cref="Start"/>, but a connection that has reached the end of its source is left there.</summary>
    /// <remarks>Every silo asks this again and again of every feed it is configured with: whoever lost a feed's silo gets the feed back.</remarks>
    [Alias("keep-running")]
    Task<FeedStatus> KeepRunning();

    /// <summary>Stops the connection and leaves this silo, for another that has the feed configured.</summary>
    [Alias("hand-over")]
    Task HandOver();

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

    /// <summary>Key of the feed grain, <c>feed/shard</c>.</summary>
    [Id(9)] public string Feed { get; init; } = "";

    /// <summary>Silo that runs it, as <c>address:port</c>.</summary>
    [Id(10)] public string Silo { get; init; } = "";

    /// <summary>When this was so, by the clock of that silo.</summary>
    [Id(11)] public Instant ReportedAt { get; init; }

    /// <summary>Events per second over the last seconds; 0 while it does not run.</summary>
    [Id(12)] public double EventsPerSecond { get; init; }

    /// <summary>Age of <see cref="Watermark"/> by the market clock; <see langword="null"/> before the first event.</summary>
    [Id(13)] public TimeSpan? Lag { get; init; }

    /// <summary>Times a book said that batches of this epoch are missing and asked for a snapshot.</summary>
    [Id(14)] public long Gaps { get; init; }

    /// <summary>Book changes that never went out by themselves, because the book was slow: a later snapshot held them.</summary>
    [Id(15)] public long FoldedUpdates { get; init; }

    /// <summary>Trades that were lost to a slow book; its readers are told of a gap.</summary>
    [Id(16)] public long FoldedTrades { get; init; }

    /// <summary>Instruments whose book is too slow at present.</summary>
    [Id(17)] public int Folding { get; init; }

    /// <summary>Arrival up to which every book has applied what was published.</summary>
    [Id(18)] public Instant Applied { get; init; }

    /// <summary>Messages that the connection has read, usable or not.</summary>
    [Id(19)] public long Messages { get; init; }

    /// <summary>Bytes of those messages.</summary>
    [Id(20)] public long Bytes { get; init; }

    /// <summary>Messages that could not be used.</summary>
    [Id(21)] public long Faults { get; init; }

    /// <summary>Messages of a type nobody here knows; no fault.</summary>
    [Id(22)] public long UnknownTypes { get; init; }

    /// <summary>Times the source was dialled again after it had been lost.</summary>
    [Id(23)] public long Reconnects { get; init; }

    /// <summary>Times the source said, or was seen, to have lost its venue.</summary>
    [Id(24)] public long Disconnects { get; init; }

    /// <summary>The connection's newest fault, in words; <see langword="null"/> while there was none.</summary>
    [Id(25)] public string? LastFault { get; init; }

    /// <summary>What the connection is doing, in words; <see langword="null"/> when it does not say.</summary>
    [Id(26)] public string? Link { get; init; }
}
