using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ballast.Benchmarks;

/// <summary>CPU time of the calling thread, which other work on the machine disturbs least; wall time where it cannot be had.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    internal static string Name => OperatingSystem.IsLinux() ? "CPU time of one thread" : "wall time";

    /// <summary>Time since an arbitrary start.</summary>
    internal static TimeSpan Now
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return Stopwatch.GetElapsedTime(0);
            }

            return GetTime(ThreadCpuTime, out var time) == 0
                ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
                : throw new InvalidOperationException("The system does not tell the CPU time of a thread.");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeOfClock time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeOfClock
    {
        internal nint Seconds;
        internal nint Nanoseconds;
    }
}
