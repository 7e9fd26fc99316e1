namespace Ballast.Grains.Feeds;

/// <summary>Events per second over the last seconds, from a count that only rises. Not safe for concurrent use.</summary>
internal sealed class EventRate
{
    private const int Marks = 6;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Stamp, long Events)> _marks = new();
    private readonly TimeProvider _time;
    private long _newest;

    internal EventRate(TimeProvider time)
    {
        _time = time;
        _newest = time.GetTimestamp();
        _marks.Enqueue((_newest, 0));
    }

    /// <summary>Events per second since the oldest mark, which is at most six seconds old when this is called every second.</summary>
    internal double Now(long events)
    {
        var stamp = _time.GetTimestamp();
        if (_time.GetElapsedTime(_newest, stamp) >= Apart)
        {
            _newest = stamp;
            _marks.Enqueue((stamp, events));
            if (_marks.Count > Marks)
            {
                _marks.Dequeue();
            }
        }

        var (since, before) = _marks.Peek();
        var seconds = _time.GetElapsedTime(since, stamp).TotalSeconds;
        return seconds > 0 ? (events - before) / seconds : 0;
    }
}
