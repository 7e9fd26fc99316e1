using System.Runtime;

namespace Ballast.Benchmarks.Load;

/// <summary>What this process has used since a moment.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="Allocated">Bytes allocated.</param>
/// <param name="Paused">Time for which the collector held it up.</param>
/// <param name="Compiling">Time in the compiler, which a process that runs for long has no more.</param>
internal readonly record struct CostMeter(TimeSpan Cpu, long Allocated, TimeSpan Paused, TimeSpan Compiling)
{
    internal static CostMeter Begin() =>
        new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration(), JitInfo.GetCompilationTime());

    /// <summary>What the process has used since.</summary>
    internal CostMeter Since()
    {
        var now = Begin();
        return new(now.Cpu - Cpu, now.Allocated - Allocated, now.Paused - Paused, now.Compiling - Compiling);
    }

    /// <summary>Cost of each of a number of messages until now.</summary>
    internal MessageCost Per(long messages)
    {
        var used = Since();
        return new(used.Cpu.TotalMicroseconds / messages, used.Allocated / (double)messages);
    }
}

/// <summary>What one message cost.</summary>
/// <param name="CpuMicros">Processor time in microseconds.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal sealed record MessageCost(double CpuMicros, double Bytes)
{
    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{CpuMicros:0.0} us, {Bytes:N0} bytes a message");
}
