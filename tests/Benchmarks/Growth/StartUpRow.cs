namespace Ballast.Benchmarks.Growth;

/// <summary>A start over journals.</summary>
/// <param name="After">How the silo before had ended: <c>kill</c>, so that only journals are there, or <c>stop</c>, so that there are snapshots.</param>
/// <param name="Instruments">Instruments with a journal.</param>
/// <param name="Fills">Fills in all journals.</param>
/// <param name="ServesSeconds">From the start of the process until the silo serves.</param>
/// <param name="BooksSeconds">Until every book has its snapshot.</param>
/// <param name="CompleteSeconds">Until every portfolio is complete.</param>
/// <param name="HeapMegabytes">Live memory then.</param>
internal sealed record StartUpRow(
    string After, int Instruments, int Fills, double ServesSeconds, double BooksSeconds, double CompleteSeconds, double HeapMegabytes);
