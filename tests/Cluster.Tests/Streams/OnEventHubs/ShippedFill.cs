using Ballast.Grains.Interfaces.Streams;
using Orleans.Streaming.EventHubs;
using Orleans.Streams;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>A fill as the cache of the package hands it out.</summary>
[GenerateSerializer, Immutable, Alias("ballast.tests.shipped-fill")]
internal sealed class ShippedFill(StreamId stream, FillMessage fill, EventHubSequenceTokenV2 token) : IBatchContainer
{
    [Id(0)]
    private readonly StreamId _stream = stream;

    [Id(1)]
    private readonly FillMessage _fill = fill;

    [Id(2)]
    private readonly EventHubSequenceTokenV2 _token = token;

    public StreamId StreamId => _stream;

    public StreamSequenceToken SequenceToken => _token;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => _fill is T item ? [Tuple.Create(item, SequenceToken)] : [];

    public bool ImportRequestContext() => false;
}
