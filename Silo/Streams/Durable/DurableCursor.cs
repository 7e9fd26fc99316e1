using Orleans.Streams;

namespace Ballast.Silo.Streams.Durable;

/// <summary>How far one consumer has come in the lane of its stream.</summary>
/// <remarks>
/// The agent asks for the next batch only when the delivery of the last one has completed. So what was given out last is held until then, and a
/// cursor that is disposed in between has not completed it.
/// </remarks>
internal sealed class DurableCursor : IQueueCacheCursor
{
    private readonly DurableCache _cache;
    private readonly DurableLane _lane;
    private readonly int _most;
    private DurableBatch? _current;
    private long _place;
    private bool _isDisposed;

    /// <param name="cache">The cache that the lane is in.</param>
    /// <param name="lane">Lane of the stream.</param>
    /// <param name="place">Place of the first message that the consumer wants.</param>
    /// <param name="most">Most messages given out together.</param>
    internal DurableCursor(DurableCache cache, DurableLane lane, long place, int most)
    {
        (_cache, _lane, _place, Held, _most) = (cache, lane, place, place, most);
        lane.Enter(this);
    }

    /// <summary>Place of the first message that is not completed.</summary>
    internal long Held { get; private set; }

    /// <summary>Leaves out the messages before a place.</summary>
    internal void SkipTo(long place) => _place = Math.Max(_place, place);

    /// <inheritdoc />
    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    /// <inheritdoc />
    public bool MoveNext()
    {
        Held = _place;
        _current = null;
        _cache.LetGo(_lane);
        var next = _lane.From(_place, _most);
        if (next.Count == 0)
        {
            return false;
        }

        _place += next.Count;
        _current = new DurableBatch(next);
        return true;
    }

    /// <inheritdoc />
    public void Refresh(StreamSequenceToken token)
    {
        // A cursor at the end of its lane sees what is added.
    }

    /// <inheritdoc />
    public void RecordDeliveryFailure()
    {
        // Where deliveries are given up at all, the consumer sees from the sequence what it has missed.
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_isDisposed)
        {
            (_isDisposed, _current) = (true, null);
            _lane.Leave(this);
            _cache.LetGo(_lane);
        }
    }
}
