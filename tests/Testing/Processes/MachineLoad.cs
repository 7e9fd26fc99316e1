using System.Globalization;

namespace Ballast.Testing.Processes;

/// <summary>Busy time of this machine's cores over all processes, which shows whether a slow program or other work is the cause.</summary>
/// <param name="Busy">Core time since the machine was started; <see langword="null"/> where the system does not tell.</param>
public sealed record MachineLoad(TimeSpan? Busy)
{
    private const string Source = "/proc/stat";

    // proc(5): in hundredths of a second, user nice system idle iowait irq softirq steal; what guests take is in user and nice.
    private const int TicksPerSecond = 100;
    private static readonly int[] BusyFields = [1, 2, 3, 6, 7, 8];

    /// <summary>The load up to now.</summary>
    public static MachineLoad Now()
    {
        if (!File.Exists(Source))
        {
            return new((TimeSpan?)null);
        }

        var fields = File.ReadLines(Source).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(TimeSpan.FromSeconds(BusyFields.Sum(field => double.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond));
    }

    /// <summary>What of the time since this load was measured a program would have needed with the machine to itself.</summary>
    /// <param name="elapsed">Time on the clock since then.</param>
    /// <param name="used">Core time that the program has used since then.</param>
    public TimeSpan OwnPart(TimeSpan elapsed, TimeSpan used)
    {
        if (Busy is not { } before || Now().Busy is not { } busy)
        {
            return elapsed;
        }

        var others = (busy - before - used) / Environment.ProcessorCount;
        return others > TimeSpan.Zero ? elapsed - others : elapsed;
    }
}
