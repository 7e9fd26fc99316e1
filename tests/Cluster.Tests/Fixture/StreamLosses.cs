using System.Collections.Concurrent;
using Ballast.Grains.Interfaces.Books;
using Orleans.Runtime;
using Orleans.Streams.Filtering;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>A stream provider that loses the batches a test chooses.</summary>
public sealed class StreamLosses : IStreamFilter
{
    private readonly ConcurrentDictionary<InstrumentId, byte> _next = new();

    /// <summary>The instrument's next batch is lost on the way.</summary>
    internal void LoseNext(InstrumentId instrument) => _next[instrument] = 0;

    public bool ShouldDeliver(StreamId streamId, object item, string? filterData) =>
        item is not MarketBatch batch || !_next.TryRemove(batch.Instrument, out _);
}
