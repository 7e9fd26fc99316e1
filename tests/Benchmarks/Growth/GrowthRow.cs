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
