using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Grains.Interfaces;

/// <summary>Ordered events of one instrument, published as one stream event.</summary>
/// <remarks>
/// Sequence rules (design §2): a higher epoch resets the sequence, a lower one is dropped, a repeat is dropped, and a gap
/// makes the book stale until the feed has sent a snapshot.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.market-batch")]
public sealed record MarketBatch
{
    /// <summary>Key of the feed grain that published it, <c>feed/shard</c>.</summary>
    [Id(0)] public required string Feed { get; init; }

    /// <summary>Rises with every start of the feed.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>1 for the first batch of an instrument on this stream in this epoch, then one more each.</summary>
    [Id(2)] public required long Sequence { get; init; }

    /// <summary>When it was published, on the market clock.</summary>
    [Id(3)] public required Instant PublishedAt { get; init; }

    /// <summary>Instrument of all events.</summary>
    [Id(4)] public required InstrumentId Instrument { get; init; }

    /// <summary>In arrival order; empty only in a resync of a book the feed knows nothing of.</summary>
    [Id(5)] public required MarketEvent[] Events { get; init; }

    /// <summary>Whether the reader acknowledges at once instead of every 64 batches or 100 ms.</summary>
    [Id(6)] public bool AcknowledgeNow { get; init; }

    /// <summary>Whether this repeats what the feed knows rather than something the venue just said; counted apart.</summary>
    [Id(7)] public bool IsResync { get; init; }

    /// <summary>Book changes between the batch before and this one that were not sent, because the book was slow; a snapshot here holds them.</summary>
    [Id(8)] public long FoldedUpdates { get; init; }

    /// <summary>Trades between the batch before and this one that were not sent, for the same reason; they are lost.</summary>
    [Id(9)] public long FoldedTrades { get; init; }
}
