using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load;

/// <summary>What a watcher has seen of the ticks of one schedule.</summary>
internal sealed class WatchedTicks(TickSchedule schedule)
{
    private readonly TickTimes _times = new(schedule);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From a tick's intended publication; of measured ticks only.</summary>
    internal Latencies Latencies => _times.Latencies;

    /// <summary>Views that arrived while measuring.</summary>
    internal long Views { get; private set; }

    /// <summary>When the last tick was seen.</summary>
    internal long DoneStamp { get; private set; }

    /// <summary>Completes when the last tick of every instrument was seen.</summary>
    internal Task Done => _done.Task;

    /// <summary>A view has arrived.</summary>
    internal void Begin(long stamp) => Views += stamp >= schedule.StampOf(schedule.Warm) ? 1 : 0;

    /// <summary>A view shows a tick.</summary>
    internal void See(int instrument, long tick, long stamp)
    {
        _times.See(instrument, tick, stamp);
        if (_times.IsDone && DoneStamp == 0)
        {
            DoneStamp = stamp;
            _done.TrySetResult();
        }
    }

    internal void Fail(Exception reason) => _done.TrySetException(reason);
}
