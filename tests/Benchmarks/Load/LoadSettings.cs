using System.Diagnostics;

namespace Ballast.Benchmarks.Load;

/// <summary>What a run under load is asked for.</summary>
/// <param name="Rate">Messages a second, over all instruments.</param>
/// <param name="Instruments">Instruments, each held by the portfolio.</param>
/// <param name="Seconds">Length of the measured part.</param>
/// <param name="WarmSeconds">Length of the part before it.</param>
/// <param name="ThroughGateway">Whether the portfolio is watched over TCP rather than from within the silo's process.</param>
/// <param name="WithCeiling">Whether the same ticks then go through a chain of bare calls.</param>
internal sealed record LoadSettings(
    double Rate, int Instruments, double Seconds, double WarmSeconds, bool ThroughGateway, bool WithCeiling)
{
    /// <summary>A schedule that begins now.</summary>
    internal TickSchedule Schedule()
    {
        var warm = (long)(WarmSeconds * Rate);
        return new(Stopwatch.GetTimestamp(), Rate, Instruments, warm, warm + (long)(Seconds * Rate));
    }
}
