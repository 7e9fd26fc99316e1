namespace Ballast.Benchmarks.Load;

/// <summary>Processor time, allocations and pauses of this process since a moment.</summary>
internal readonly record struct CostMeter(TimeSpan Cpu, long Allocated, TimeSpan Paused)
{
    internal static CostMeter Begin() => new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());

    /// <summary>What the process has used since.</summary>
    internal CostMeter Since()
    {
        var now = Begin();
        return new(now.Cpu - Cpu, now.Allocated - Allocated, now.Paused - Paused);
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
