namespace Ballast.Benchmarks.Load;

/// <summary>A run as one row for programs. What was not measured is <see langword="null"/>.</summary>
/// <param name="Rate">Messages a second that were due.</param>
/// <param name="Instruments">Instruments.</param>
/// <param name="Silos">Silos.</param>
/// <param name="Reached">Messages a second that came through.</param>
/// <param name="P50Ms">Median of the time from a tick's intended publication until the watcher saw it.</param>
/// <param name="P99Ms">99th percentile of it.</param>
/// <param name="CpuMicrosPerMessage">Processor time of a message: of the silos, or in one process of everything.</param>
/// <param name="BytesPerMessage">Bytes allocated for it.</param>
/// <param name="CeilingP99Ms">As <paramref name="P99Ms"/>, of bare calls.</param>
/// <param name="CeilingCpuMicros">As <paramref name="CpuMicrosPerMessage"/>, of bare calls and their generator.</param>
/// <param name="Feed">How ticks came in: <c>socket</c>, <c>memory</c>, or <c>in-process</c> when everything shared a process.</param>
/// <param name="CompilingMicrosPerMessage">Part of <paramref name="CpuMicrosPerMessage"/> that the compiler took, because the warm-up was too short.</param>
/// <param name="GcPauseMsPerSecond">Milliseconds a second for which the collector held the silo up.</param>
/// <param name="BatchesPerMessage">Batches to books; <see langword="null"/> in one process.</param>
/// <param name="GeneratorCpuMicros">Processor time of making a message, which is no part of the silo's.</param>
/// <param name="WatcherCpuMicros">Processor time of the watcher over the messages.</param>
/// <param name="Stages">Times until each stage was passed.</param>
/// <param name="Unseen">Measured ticks that the watcher did not see.</param>
/// <param name="Lost">Gaps in sequences, and batches that books never acknowledged.</param>
/// <param name="Resyncs">Snapshots that repaired books in the measured part.</param>
/// <param name="Folded">Changes that a snapshot replaced because a book was slow.</param>
/// <param name="Fault">Why the run is not whole.</param>
internal sealed record LoadRow(
    double Rate,
    int Instruments,
    int Silos,
    double? Reached,
    double? P50Ms,
    double? P99Ms,
    double CpuMicrosPerMessage,
    double BytesPerMessage,
    double? CeilingP99Ms,
    double? CeilingCpuMicros,
    string Feed,
    double CompilingMicrosPerMessage,
    double GcPauseMsPerSecond,
    double? BatchesPerMessage,
    double? GeneratorCpuMicros,
    double? WatcherCpuMicros,
    IReadOnlyList<StageRow>? Stages,
    long Unseen,
    long Lost,
    long Resyncs,
    long Folded,
    string? Fault)
{
    internal static LoadRow Of(LoadReport report) => new(
        report.Settings.Rate,
        report.Settings.Instruments,
        report.Settings.Silos,
        Known(report.RateReached),
        Known(report.TickToPortfolio.P50),
        Known(report.TickToPortfolio.P99),
        report.Cost.CpuMicros,
        report.Cost.Bytes,
        report.Ceiling?.TickToPortfolio.P99,
        report.Ceiling?.Cost.CpuMicros,
        report.Settings.InProcess ? "in-process" : report.Settings.Feed.ToString().ToLowerInvariant(),
        report.CompilingMicros,
        report.CollectorPaused,
        report.Settings.InProcess ? null : report.Batches / (double)report.Messages,
        report.GeneratorCost?.CpuMicros,
        report.WatcherCpuMicros,
        report.Stages is { } stages ? [.. stages.Select(stage => new StageRow(stage.Stage, Known(stage.Latency.P50), Known(stage.Latency.P99)))] : null,
        report.Unseen,
        report.Gaps + report.UnacknowledgedAtEnd,
        report.Resyncs,
        report.Folded,
        report.Fault);

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}

/// <summary>Time from a tick's intended publication until it, or a newer one, had passed a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="P50Ms">Median.</param>
/// <param name="P99Ms">99th percentile.</param>
internal sealed record StageRow(string Stage, double? P50Ms, double? P99Ms);
