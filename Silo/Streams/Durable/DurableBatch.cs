using Ballast.Grains.Streams;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Durable;

/// <summary>Messages of one stream that are delivered together.</summary>
[GenerateSerializer, Immutable, Alias("ballast.durable-batch")]
internal sealed class DurableBatch : IBatchContainer
{
    [Id(0)]
    private readonly StreamId _stream;

    [Id(1)]
    private readonly object[] _items;

    [Id(2)]
    private readonly LocalStreamToken[] _tokens;

    /// <summary>Creates a batch.</summary>
    /// <param name="messages">At least one message; all of the same stream.</param>
    internal DurableBatch(IReadOnlyList<DurableMessage> messages)
    {
        _stream = messages[0].StreamId;
        _items = [.. messages.Select(message => message.Item)];
        _tokens = [.. messages.Select(message => (LocalStreamToken)message.SequenceToken)];
    }

    /// <inheritdoc />
    public StreamId StreamId => _stream;

    /// <inheritdoc />
    public StreamSequenceToken SequenceToken => _tokens[^1];

    /// <inheritdoc />
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        for (var i = 0; i < _items.Length; i++)
        {
            if (_items[i] is T item)
            {
                yield return Tuple.Create<T, StreamSequenceToken>(item, _tokens[i]);
            }
        }
    }

    /// <inheritdoc />
    public bool ImportRequestContext() => false;
}
