namespace Ballast.Grains.Feeds;

/// <summary>Events per second over the last seconds, from a count that only rises. Not safe for concurrent use.</summary>
internal sealed class EventRate
{
    private const int Marks = 6;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Stamp, long Events)> marks = new();
    private readonly TimeProvider time;
    private long newest;

    internal EventRate(TimeProvider time)
    {
        this.time = time;
        newest = time.GetTimestamp();
        marks.Enqueue((newest, 0));
    }

    /// <summary>The rate since the oldest mark, five to six seconds ago if anybody asked then.</summary>
    internal double Now(long events)
    {
        var stamp = time.GetTimestamp();
        if (time.GetElapsedTime(newest, stamp) >= Apart)
        {
            newest = stamp;
            marks.Enqueue((stamp, events));
            if (marks.Count > Marks)
            {
                marks.Dequeue();
            }
        }

        var (since, before) = marks.Peek();
        var seconds = time.GetElapsedTime(since, stamp).TotalSeconds;
        return seconds > 0 ? (events - before) / seconds : 0;
    }
}
