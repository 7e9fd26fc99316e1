using System.Diagnostics;

namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>When each tick is meant to be published: at a fixed rate, the instruments in turn.</summary>
/// <param name="Start">Stamp of tick 0 of the schedule.</param>
/// <param name="Rate">Ticks a second, over all instruments.</param>
/// <param name="First">Number of the first instrument.</param>
/// <param name="Instruments">How many take turns, from the first on.</param>
/// <param name="Warm">Ticks before measuring begins.</param>
/// <param name="Total">Ticks in all, a multiple of the instruments.</param>
internal sealed record TickSchedule(long Start, double Rate, int First, int Instruments, long Warm, long Total)
{
    /// <summary>Ticks that each instrument had under earlier schedules.</summary>
    public long Before { get; init; }

    /// <summary>Ticks that are measured.</summary>
    internal long Measured => Total - Warm;

    internal long StampOf(long index) => Start + (long)(index * Stopwatch.Frequency / Rate);

    /// <summary>Number of ticks that are due at a stamp.</summary>
    internal long DueAt(long stamp) => Math.Clamp((long)((stamp - Start) * Rate / Stopwatch.Frequency) + 1, 0, Total);

    internal int InstrumentOf(long index) => First + (int)(index % Instruments);

    /// <summary>Place in the schedule of an instrument's tick; an instrument's first tick is 1.</summary>
    internal long IndexOf(int instrument, long tick) => ((tick - Before - 1) * Instruments) + instrument - First;

    /// <summary>The last tick of every instrument.</summary>
    internal long LastTick => Before + (Total / Instruments);

    /// <summary>A schedule that begins at a stamp.</summary>
    internal static TickSchedule Of(long start, double rate, (int First, int Count) instruments, (double Warm, double Measured) seconds)
    {
        var (warm, total) = ((long)(seconds.Warm * rate), (long)((seconds.Warm + seconds.Measured) * rate));
        var rounds = Math.Max(1, (total + instruments.Count - 1) / instruments.Count);
        return new(start, rate, instruments.First, instruments.Count, warm, rounds * instruments.Count);
    }
}
