namespace Ballast.Benchmarks.Load;

/// <summary>Notes for every tick of every instrument when a state at least as new was seen first.</summary>
internal sealed class TickTimes(int instruments)
{
    private readonly long[] _seen = new long[instruments];

    /// <summary>From a tick's intended publication; of measured ticks only.</summary>
    internal Latencies Latencies { get; } = new();

    /// <summary>The last tick of an instrument is seen.</summary>
    internal bool IsDone(TickSchedule schedule, int instrument) => _seen[instrument] == schedule.LastTickOf(instrument);

    /// <summary>A tick is seen, and with it all before it.</summary>
    internal void See(TickSchedule schedule, int instrument, long tick, long stamp)
    {
        for (var next = _seen[instrument] + 1; next <= tick; next++)
        {
            var index = schedule.IndexOf(instrument, next);
            if (index >= schedule.Warm)
            {
                Latencies.Record(schedule.StampOf(index), stamp);
            }

            _seen[instrument] = next;
        }
    }
}
