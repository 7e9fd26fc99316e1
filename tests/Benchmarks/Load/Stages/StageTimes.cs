using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load.Stages;

/// <summary>When ticks have passed one stage; one in sixteen of each instrument is noted.</summary>
/// <remarks>Several instruments may be seen at the same time, one instrument not.</remarks>
internal sealed class StageTimes
{
    private const int Every = 16;

    private readonly TickSchedule _schedule;
    private readonly long[] _next;
    private readonly Latencies _latencies = new();
    private readonly Lock _gate = new();

    internal StageTimes(TickSchedule schedule)
    {
        _schedule = schedule;

        // Instruments in turn, so that the ticks noted are spread over time.
        _next = [.. Enumerable.Range(0, schedule.Instruments).Select(i => schedule.Before + 1 + (i % Every))];
    }

    internal void See(int instrument, long tick, long stamp)
    {
        var place = instrument - _schedule.First;
        if (place < 0 || place >= _next.Length)
        {
            return;
        }

        for (; _next[place] <= tick; _next[place] += Every)
        {
            var index = _schedule.IndexOf(instrument, _next[place]);
            if (index >= _schedule.Warm)
            {
                lock (_gate)
                {
                    _latencies.Record(_schedule.StampOf(index), stamp);
                }
            }
        }
    }

    internal LatencySummary Summary()
    {
        lock (_gate)
        {
            return _latencies.Summary();
        }
    }
}
