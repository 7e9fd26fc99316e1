using System.Diagnostics;

namespace Ballast.Benchmarks.Load;

/// <summary>When each tick is meant to be published: at a fixed rate, the instruments in turn.</summary>
/// <param name="Start">Stamp of tick 0 of the schedule.</param>
/// <param name="Rate">Ticks a second, over all instruments.</param>
/// <param name="Instruments">How many take turns.</param>
/// <param name="Warm">Ticks before measuring begins.</param>
/// <param name="Total">Ticks in all.</param>
internal sealed record TickSchedule(long Start, double Rate, int Instruments, long Warm, long Total)
{
    internal long StampOf(long index) => Start + (long)(index * Stopwatch.Frequency / Rate);

    /// <summary>Number of ticks that are due at a stamp.</summary>
    internal long DueAt(long stamp) => Math.Clamp((long)((stamp - Start) * Rate / Stopwatch.Frequency) + 1, 0, Total);

    internal int InstrumentOf(long index) => (int)(index % Instruments);

    /// <summary>Place in the schedule of an instrument's tick; an instrument's first tick is 1.</summary>
    internal long IndexOf(int instrument, long tick) => ((tick - 1) * Instruments) + instrument;

    /// <summary>The last tick of an instrument.</summary>
    internal long LastTickOf(int instrument) => ((Total - 1 - instrument) / Instruments) + 1;
}
