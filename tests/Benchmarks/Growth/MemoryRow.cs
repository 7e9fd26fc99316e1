namespace Ballast.Benchmarks.Growth;

/// <summary>Memory of instruments that have a book and no ticks.</summary>
/// <param name="Instruments">How many there are.</param>
/// <param name="Levels">Levels a side.</param>
/// <param name="With">What there is for each: <c>book</c>, or <c>book and inventory</c>.</param>
/// <param name="HeapBytes">Live bytes of each, in grains, feed and streams.</param>
/// <param name="ResidentBytes">Working set of each.</param>
internal sealed record MemoryRow(int Instruments, int Levels, string With, double HeapBytes, double ResidentBytes);
