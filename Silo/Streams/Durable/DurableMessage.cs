using Ballast.Grains.Streams;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Durable;

/// <summary>One message of a partition on its way to the consumers of its stream, in this silo only; <see cref="DurableBatch"/> is what is sent.</summary>
internal sealed class DurableMessage(StreamId stream, object item, long position, long bytes) : IBatchContainer
{
    /// <inheritdoc />
    public StreamId StreamId => stream;

    /// <inheritdoc />
    public StreamSequenceToken SequenceToken { get; } = new LocalStreamToken(position);

    /// <summary>The event.</summary>
    internal object Item => item;

    /// <summary>Position in the partition.</summary>
    internal long Position => position;

    /// <summary>Size of the message.</summary>
    internal long Bytes => bytes;

    /// <inheritdoc />
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => item is T one ? [Tuple.Create(one, SequenceToken)] : [];

    /// <inheritdoc />
    public bool ImportRequestContext() => false;
}
