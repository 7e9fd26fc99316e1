using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>One event of a stream on its way to the consumers. Within the silo it is handed over by reference; to a consumer on another silo it is sent.</summary>
[GenerateSerializer, Immutable, Alias("ballast.local-stream-batch")]
internal sealed class LocalStreamBatch : IBatchContainer
{
    [Id(0)]
    private readonly StreamId _stream;

    [Id(1)]
    private readonly object _item;

    [Id(2)]
    private LocalStreamToken? _token;

    // Only the queue counts it.
    [NonSerialized]
    private readonly long _bytes;

    /// <summary>Creates a batch of an event that never changes.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="item">The event.</param>
    /// <param name="bytes">Its approximate size.</param>
    internal LocalStreamBatch(StreamId stream, object item, long bytes) => (_stream, _item, _bytes) = (stream, item, bytes);

    /// <inheritdoc />
    public StreamId StreamId => _stream;

    /// <inheritdoc />
    public StreamSequenceToken SequenceToken => _token!;

    /// <summary>The event.</summary>
    internal object Item => _item;

    /// <summary>Approximate size of the event; 0 on another silo.</summary>
    internal long Bytes => _bytes;

    /// <inheritdoc />
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => _item is T item ? [Tuple.Create(item, SequenceToken)] : [];

    /// <inheritdoc />
    public bool ImportRequestContext() => false;

    /// <summary>Numbers the event, once, when the queue accepts it.</summary>
    internal void Number(long number) => _token = new(number);
}
