using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>What the processes of a run answered.</summary>
internal sealed record RunResults(
    LoadSettings Settings, TickSchedule[] Schedules, WatcherResult Watched, SiloResult[] Silos, GeneratorResult? Generator)
{
    private long Messages => Schedules.Sum(schedule => schedule.Measured);

    /// <summary>Sums the silos up.</summary>
    internal LoadReport Report(HeapSize[] before, HeapSize[] after)
    {
        GeneratorResult[] makers = Generator is null ? [.. Silos.Select(silo => silo.Generator!)] : [Generator];
        var made = new MessageCost(makers.Sum(maker => maker.CpuMicros) / Messages, makers.Sum(maker => maker.Bytes) / (double)Messages);
        var all = new MessageCost(Silos.Sum(silo => silo.CpuMicros) / Messages, Silos.Sum(silo => silo.Bytes) / (double)Messages);
        return new()
        {
            Settings = Settings,
            RateReached = Schedules[0].Measured / Watched.Seconds,
            TickToPortfolio = Watched.TickToPortfolio,
            PublishedLate = makers.MaxBy(maker => maker.Late.P99)!.Late,
            Messages = Messages,
            Ticks = Schedules[^1].Measured,
            Unseen = Watched.Unseen,
            UnacknowledgedAtEnd = Silos.Sum(silo => silo.Unacknowledged),
            Batches = Silos.Sum(silo => silo.Batches),
            Resyncs = Silos.Sum(silo => silo.Resyncs),
            Gaps = Silos.Sum(silo => silo.Gaps),
            Folded = Silos.Sum(silo => silo.Folded),
            ViewsPerSecond = Watched.Views / Watched.Seconds,
            Cost = Generator is null ? new(all.CpuMicros - made.CpuMicros, all.Bytes - made.Bytes) : all,
            CompilingMicros = Silos.Sum(silo => silo.CompilingMicros) / Messages,
            GeneratorCost = made,
            WatcherCpuMicros = Watched.CpuMicros / Messages,
            CollectorPaused = Silos.Max(silo => silo.PausedMs / silo.Seconds),
            Stages = Silos[0].Stages is { } stages ? [.. stages, new("watcher", Watched.TickToPortfolio)] : null,
            HeapMegabytesBefore = before.Sum(heap => heap.HeapMegabytes),
            HeapMegabytesAfter = after.Sum(heap => heap.HeapMegabytes),
            Fault = makers.Select(maker => maker.Fault).Concat(Silos.Select(silo => silo.Fault)).FirstOrDefault(fault => fault is not null) ?? Watched.Fault,
        };
    }
}
