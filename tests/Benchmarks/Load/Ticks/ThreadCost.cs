namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>Processor time and allocations of the calling thread since a moment.</summary>
internal readonly record struct ThreadCost(TimeSpan Cpu, long Allocated)
{
    internal static ThreadCost Begin() => new(ThreadClock.Now, GC.GetAllocatedBytesForCurrentThread());

    /// <summary>What it has used since.</summary>
    internal ThreadCost Since()
    {
        var now = Begin();
        return new(now.Cpu - Cpu, now.Allocated - Allocated);
    }
}
