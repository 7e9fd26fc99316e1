namespace Ballast.Benchmarks.Load.Processes;

/// <summary>Memory of a process after a full collection.</summary>
/// <param name="Heap">Bytes of live objects.</param>
/// <param name="Resident">Bytes of the working set.</param>
internal sealed record HeapSize(long Heap, long Resident)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>Heap in megabytes.</summary>
    internal double HeapMegabytes => Heap / Megabyte;

    internal static HeapSize Now()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }
}
