using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>How far one consumer has come in the lane of its stream.</summary>
internal sealed class LaneCursor : IQueueCacheCursor
{
    private readonly LaneCache _cache;
    private readonly Lane _lane;
    private LocalStreamBatch? _current;
    private bool _isDisposed;

    internal LaneCursor(LaneCache cache, Lane lane, StreamSequenceToken? from)
    {
        (_cache, _lane) = (cache, lane);
        Place = lane.Enter(this, from);
    }

    /// <summary>Place of the next event in the lane.</summary>
    internal long Place { get; private set; }

    /// <summary>Leaves out the events before a place.</summary>
    internal void SkipTo(long place) => Place = Math.Max(Place, place);

    /// <inheritdoc />
    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    /// <inheritdoc />
    public bool MoveNext()
    {
        if (Place == _lane.End)
        {
            _current = null;
            return false;
        }

        _current = _lane[Place++];
        _cache.LetGo(_lane);
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
        // The agent has tried for a while and goes on; the consumer sees a gap in its sequence.
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
