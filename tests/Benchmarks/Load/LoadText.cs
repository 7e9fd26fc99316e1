using System.Globalization;
using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load;

/// <summary>A report for readers.</summary>
internal static class LoadText
{
    internal static IEnumerable<string> Lines(LoadReport report)
    {
        var (culture, settings) = (CultureInfo.InvariantCulture, report.Settings);
        yield return string.Create(culture, $"{settings.Rate:N0} messages/s of {LadderBook.LevelsPerTick} levels over {settings.Instruments:N0} instruments for {settings.Seconds} s after {settings.WarmSeconds} s of warm-up; {Form(settings)}");
        yield return string.Create(culture, $"reached             {report.RateReached:N0} messages/s, {report.Ticks:N0} ticks measured, {report.Unseen:N0} unseen");
        yield return $"tick to portfolio   {report.TickToPortfolio}";
        yield return $"published late      {report.PublishedLate}";
        yield return string.Create(culture, $"unacknowledged      {report.UnacknowledgedAtEnd:N0} at the end, of {report.Batches:N0} batches; {report.Resyncs} resyncs, {report.Gaps} gaps, {report.Folded:N0} changes folded");
        yield return string.Create(culture, $"portfolio views     {report.ViewsPerSecond:N0}/s");
        yield return string.Create(culture, $"{(settings.InProcess ? "process" : "silo"),-20}{report.Cost} ({report.CompilingMicros:0.0} us in the compiler), collector {report.CollectorPaused:0.0} ms/s, heap {report.HeapMegabytesBefore:N0} MB before and {report.HeapMegabytesAfter:N0} MB after");
        if (report is { GeneratorCost: { } made, WatcherCpuMicros: { } watched })
        {
            yield return string.Create(culture, $"apart from it       generator {made}, watcher {watched:0.0} us a message");
        }

        foreach (var stage in report.Stages ?? [])
        {
            yield return $"until {stage.Stage,-14}{stage.Latency}";
        }

        if (report.Ceiling is { } ceiling)
        {
            yield return $"bare calls          {ceiling.TickToPortfolio}";
            yield return string.Create(culture, $"                    {ceiling.Cost}; the path takes {report.TickToPortfolio.P99 / ceiling.TickToPortfolio.P99:0.0} times its p99 and {report.Cost.CpuMicros / ceiling.Cost.CpuMicros:0.0} times its processor time");
        }

        if (report.Fault is not null)
        {
            yield return $"fault               {report.Fault}";
        }
    }

    private static string Form(LoadSettings settings) => settings switch
    {
        { InProcess: true, ThroughGateway: true } => "one process, watched through the gateway",
        { InProcess: true } => "one process, watched within the silo",
        { Feed: FeedForm.Socket } => FormattableString.Invariant($"{settings.Silos} silo(s), generator and watcher in processes of their own, messages as JSON over WebSockets"),
        _ => FormattableString.Invariant($"{settings.Silos} silo(s) and watcher in processes of their own, messages from memory"),
    };
}
