namespace Ballast.Benchmarks.Load;

/// <summary>Processor time and allocations of this process since a moment.</summary>
internal readonly record struct CostMeter(TimeSpan Cpu, long Allocated)
{
    internal static CostMeter Begin() => new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());

    /// <summary>Cost of each of a number of messages.</summary>
    internal MessageCost Per(long messages)
    {
        var now = Begin();
        return new((now.Cpu - Cpu).TotalMicroseconds / messages, (now.Allocated - Allocated) / (double)messages);
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
