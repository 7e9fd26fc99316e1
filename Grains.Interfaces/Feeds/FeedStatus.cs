using Ballast.Domain;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces.Feeds;

/// <summary>Status of a feed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.feed-status")]
public sealed record FeedStatus
{
    /// <summary>State of the feed.</summary>
    [Id(0)] public required FeedState State { get; init; }

    /// <summary>Epoch of the running or last connection; 0 before the first.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Number of events published in this epoch.</summary>
    [Id(2)] public required long Events { get; init; }

    /// <summary>Number of batches published in this epoch.</summary>
    [Id(3)] public required long Batches { get; init; }

    /// <summary>Number of batches not acknowledged yet, over all instruments.</summary>
    [Id(4)] public required long Unacknowledged { get; init; }

    /// <summary>Number of snapshots sent on request plus empty batches sent after silence.</summary>
    [Id(5)] public required long Resyncs { get; init; }

    /// <summary>Arrival time of the newest event published; the default before the first.</summary>
    [Id(6)] public required Instant Watermark { get; init; }

    /// <summary>Error that ended the feed; <see langword="null"/> unless <see cref="FeedState.Faulted"/>.</summary>
    [Id(7)] public string? Fault { get; init; }

    /// <summary>Number of instruments published so far.</summary>
    [Id(8)] public required int Instruments { get; init; }

    /// <summary>Key of the feed grain, <c>feed/shard</c>.</summary>
    [Id(9)] public string Feed { get; init; } = "";

    /// <summary>Silo that runs the feed, as <c>address:port</c>.</summary>
    [Id(10)] public string Silo { get; init; } = "";

    /// <summary>Time of this status on the clock of that silo.</summary>
    [Id(11)] public Instant ReportedAt { get; init; }

    /// <summary>Events per second over the last seconds; 0 while the feed is not running.</summary>
    [Id(12)] public double EventsPerSecond { get; init; }

    /// <summary>Age of <see cref="Watermark"/> by the market clock; <see langword="null"/> before the first event.</summary>
    [Id(13)] public TimeSpan? Lag { get; init; }

    /// <summary>Number of times a book reported missing batches of this epoch and requested a snapshot.</summary>
    [Id(14)] public long Gaps { get; init; }

    /// <summary>Number of book changes not sent individually because the book was slow; a later snapshot included them.</summary>
    [Id(15)] public long FoldedUpdates { get; init; }

    /// <summary>Number of trades not sent because the book was slow; its readers see a gap.</summary>
    [Id(16)] public long FoldedTrades { get; init; }

    /// <summary>Number of instruments whose book is currently too slow.</summary>
    [Id(17)] public int Folding { get; init; }

    /// <summary>Arrival time up to which all books have applied the published events.</summary>
    [Id(18)] public Instant Applied { get; init; }

    /// <summary>Number of messages read by the connection, usable or not.</summary>
    [Id(19)] public long Messages { get; init; }

    /// <summary>Size of those messages, in bytes.</summary>
    [Id(20)] public long Bytes { get; init; }

    /// <summary>Number of messages that could not be used.</summary>
    [Id(21)] public long Faults { get; init; }

    /// <summary>Number of messages of unknown types, which are not faults.</summary>
    [Id(22)] public long UnknownTypes { get; init; }

    /// <summary>Number of reconnections to the source after the connection was lost.</summary>
    [Id(23)] public long Reconnects { get; init; }

    /// <summary>Number of times the source lost its connection to the venue.</summary>
    [Id(24)] public long Disconnects { get; init; }

    /// <summary>Description of the connection's newest fault; <see langword="null"/> when there was none.</summary>
    [Id(25)] public string? LastFault { get; init; }

    /// <summary>Description of what the connection is doing; <see langword="null"/> when it gives none.</summary>
    [Id(26)] public string? Link { get; init; }

    /// <summary>Number of arrival times replaced because they were more than 2 s from the feed's own clock; 0 in replays.</summary>
    [Id(27)] public long ArrivalsReplaced { get; init; }

    /// <summary>Number of instruments whose book takes another feed.</summary>
    [Id(28)] public int Refused { get; init; }

    /// <summary>Number of instruments whose book waits for a snapshot of this feed.</summary>
    [Id(29)] public int AwaitingSnapshot { get; init; }

    /// <summary>Number of instruments whose book has no state in the feed itself, because the source has sent no snapshot since the last loss, or none at all.</summary>
    [Id(30)] public int StaleBooks { get; init; }

    /// <summary>Number of batches dropped by a full queue of the silo because their consumers did not take them; an inventory asks for the newest ticker when it sees the gap.</summary>
    [Id(31)] public long Dropped { get; init; }
}
