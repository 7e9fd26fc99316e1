using System.Diagnostics;

namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>Makes ticks on a thread of its own at their intended times; what is late is made at once.</summary>
/// <param name="schedules">When they are due.</param>
/// <param name="isOwn">Which instruments are made here.</param>
/// <param name="outlet">Where they go.</param>
internal sealed class TickPacer(TickSchedule[] schedules, Func<int, bool> isOwn, ITickOutlet outlet)
{
    private const int Pause = 1;
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _next = new long[schedules.Length];
    private ThreadCost? _begun;

    /// <summary>How late measured ticks were made; read it once <see cref="Done"/> completes.</summary>
    internal Latencies Lateness { get; } = new();

    /// <summary>What the thread used for the measured ticks.</summary>
    internal ThreadCost Cost { get; private set; }

    /// <summary>Ticks made.</summary>
    internal long Made { get; private set; }

    /// <summary>Completes when all are made; fails when they were more than five seconds late.</summary>
    internal Task Done => _done.Task;

    internal void Start() => new Thread(Run) { IsBackground = true, Name = "ticks" }.Start();

    private void Run()
    {
        try
        {
            while (true)
            {
                var made = Made;
                var isDone = MakeDue(Stopwatch.GetTimestamp());
                if (Made > made)
                {
                    outlet.Flush();
                }
                else if (!isDone)
                {
                    // A thread of its own that sleeps is exact to a tenth of a millisecond; timers are not to four.
                    Thread.Sleep(Pause);
                }

                if (isDone)
                {
                    break;
                }
            }

            Cost = _begun?.Since() ?? default;
            _done.TrySetResult();
        }
        catch (Exception e)
        {
            // Whoever waits is given it; the thread has nothing else to do.
            _done.TrySetException(e);
        }
    }

    /// <returns>Whether all are made.</returns>
    private bool MakeDue(long stamp)
    {
        var isDone = true;
        for (var i = 0; i < schedules.Length; i++)
        {
            var schedule = schedules[i];
            var due = schedule.DueAt(stamp);
            ref var next = ref _next[i];
            if (next < due && Stopwatch.GetElapsedTime(schedule.StampOf(next), stamp) > Latest)
            {
                throw new TimeoutException($"ticks were {Latest.TotalSeconds:0} s late");
            }

            for (; next < due; next++)
            {
                Make(schedule, next, stamp);
            }

            isDone &= next == schedule.Total;
        }

        return isDone;
    }

    private void Make(TickSchedule schedule, long index, long stamp)
    {
        if (index >= schedule.Warm)
        {
            _begun ??= ThreadCost.Begin();
        }

        var instrument = schedule.InstrumentOf(index);
        if (!isOwn(instrument))
        {
            return;
        }

        outlet.Send(instrument);
        Made++;
        if (index >= schedule.Warm)
        {
            Lateness.Record(schedule.StampOf(index), stamp);
        }
    }
}
