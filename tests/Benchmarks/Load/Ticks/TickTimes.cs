namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>Notes for every tick of a schedule when a state at least as new was seen first.</summary>
internal sealed class TickTimes
{
    private readonly TickSchedule _schedule;
    private readonly long[] _seen;
    private int _undone;

    internal TickTimes(TickSchedule schedule)
    {
        (_schedule, _undone, _seen) = (schedule, schedule.Instruments, new long[schedule.Instruments]);
        Array.Fill(_seen, schedule.Before);
    }

    /// <summary>From a tick's intended publication; of measured ticks only.</summary>
    internal Latencies Latencies { get; } = new();

    /// <summary>The last tick of every instrument is seen.</summary>
    internal bool IsDone => _undone == 0;

    /// <summary>A tick is seen, and with it all before it.</summary>
    internal void See(int instrument, long tick, long stamp)
    {
        ref var seen = ref _seen[instrument - _schedule.First];
        if (tick <= seen)
        {
            return;
        }

        while (seen < tick)
        {
            var index = _schedule.IndexOf(instrument, ++seen);
            if (index >= _schedule.Warm)
            {
                Latencies.Record(_schedule.StampOf(index), stamp);
            }
        }

        _undone -= seen == _schedule.LastTick ? 1 : 0;
    }
}
