using System.Diagnostics;

namespace Ballast.Benchmarks.Load.Ceiling;

/// <summary>What the last stage has seen. Used on the turns of one grain.</summary>
internal sealed class CeilingWatch
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TickTimes? _times;
    private TickSchedule? _schedule;
    private int _undone;

    /// <summary>Completes when the last tick of every instrument was seen.</summary>
    internal Task Done => _done.Task;

    internal Latencies Latencies => _times!.Latencies;

    internal void Begin(TickSchedule schedule) => (_times, _undone, _schedule) = (new(schedule.Instruments), schedule.Instruments, schedule);

    internal void See(int instrument, long tick)
    {
        if (_schedule is not { } schedule || _times!.IsDone(schedule, instrument))
        {
            return;
        }

        _times.See(schedule, instrument, tick, Stopwatch.GetTimestamp());
        if (_times.IsDone(schedule, instrument) && --_undone == 0)
        {
            _done.TrySetResult();
        }
    }
}
