using Ballast.Benchmarks.Load;

namespace Ballast.Benchmarks.Growth;

/// <summary>A run with so many of what grows.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="CpuMicrosPerBatch">Processor time of all silos over the batches to books; <see langword="null"/> without a run.</param>
/// <param name="BytesPerBatch">Bytes allocated over the batches.</param>
/// <param name="QuietCpuMicrosPerSecond">Processor time that the silos use in a second without ticks, which is part of the run's; <see langword="null"/> when not measured.</param>
/// <param name="Run">The run; <see langword="null"/> when no rate was below the limit.</param>
internal sealed record GrowthRow(int Count, double? CpuMicrosPerBatch, double? BytesPerBatch, double? QuietCpuMicrosPerSecond, LoadRow? Run)
{
    internal static GrowthRow Of(int count, LoadReport report, double? quiet)
    {
        var messagesPerBatch = report.Messages / (double)Math.Max(1, report.Batches);
        return new(count, report.Cost.CpuMicros * messagesPerBatch, report.Cost.Bytes * messagesPerBatch, quiet, LoadRow.Of(report));
    }
}

/// <summary>Memory of instruments that have a book and no ticks.</summary>
/// <param name="Instruments">How many there are.</param>
/// <param name="Levels">Levels a side.</param>
/// <param name="With">What there is for each: <c>book</c>, or <c>book and inventory</c>.</param>
/// <param name="HeapBytes">Live bytes of each, in grains, feed and streams.</param>
/// <param name="ResidentBytes">Working set of each.</param>
internal sealed record MemoryRow(int Instruments, int Levels, string With, double HeapBytes, double ResidentBytes);

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
