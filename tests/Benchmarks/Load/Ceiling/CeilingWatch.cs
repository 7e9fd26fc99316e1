using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load.Ceiling;

/// <summary>What the last stage has seen. Used on the turns of one grain.</summary>
internal sealed class CeilingWatch
{
    private volatile WatchedTicks? _ticks;

    /// <summary>Notes the ticks of a schedule from now on.</summary>
    internal WatchedTicks Begin(TickSchedule schedule) => _ticks = new(schedule);

    internal void See(int instrument, long tick) => _ticks?.See(instrument, tick, Stopwatch.GetTimestamp());
}
