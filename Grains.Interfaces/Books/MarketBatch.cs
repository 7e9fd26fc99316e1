using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Ordered market events of one instrument, published as one stream event.</summary>
/// <remarks>
/// Sequence rules: a higher epoch restarts the sequence, batches of a lower epoch and repeats are dropped, and after a gap the book is
/// stale until the feed has sent a snapshot.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.market-batch")]
public sealed record MarketBatch
{
    /// <summary>Key of the feed grain that published it, <c>feed/shard</c>.</summary>
    [Id(0)] public required string Feed { get; init; }

    /// <summary>Epoch of the feed, which increases with each start.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Number of the batch on this stream in this epoch, from 1.</summary>
    [Id(2)] public required long Sequence { get; init; }

    /// <summary>Time of publication, on the market clock.</summary>
    [Id(3)] public required Instant PublishedAt { get; init; }

    /// <summary>Instrument of all events.</summary>
    [Id(4)] public required InstrumentId Instrument { get; init; }

    /// <summary>Events in order of arrival; empty only in a resync of a book for which the feed has no data.</summary>
    [Id(5)] public required MarketEvent[] Events { get; init; }

    /// <summary>Whether the reader must acknowledge at once instead of every 64 batches or 100 ms.</summary>
    [Id(6)] public bool AcknowledgeNow { get; init; }

    /// <summary>Whether this is a resync, which repeats what the feed knows instead of new data of the venue; it is counted separately.</summary>
    [Id(7)] public bool IsResync { get; init; }

    /// <summary>
    /// Number of book changes since the previous batch that were not sent because the book was slow; a snapshot in this batch includes
    /// them.
    /// </summary>
    [Id(8)] public long FoldedUpdates { get; init; }

    /// <summary>Number of trades since the previous batch that were not sent because the book was slow; they are lost.</summary>
    [Id(9)] public long FoldedTrades { get; init; }

    /// <summary>Number drawn at each start of the feed: two starts under one epoch, after the store has lost its newest writes, differ in it.</summary>
    /// <remarks>0 from a silo of an older version.</remarks>
    [Id(10)] public long Run { get; init; }
}
