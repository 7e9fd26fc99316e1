using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>Measures the silo's process over the measured part of a schedule.</summary>
internal sealed class SiloMeasuring
{
    private static readonly TimeSpan Acknowledged = TimeSpan.FromSeconds(1);

    private readonly SiloFeed _feed;
    private readonly CostMeter _before;
    private readonly FeedStatus _statusBefore;
    private readonly long _begun = Stopwatch.GetTimestamp();

    private SiloMeasuring(SiloFeed feed, FeedStatus status) => (_feed, _statusBefore, _before) = (feed, status, CostMeter.Begin());

    /// <summary>Completes when the measured part begins.</summary>
    internal static async Task<SiloMeasuring> From(TickSchedule schedule, SiloFeed feed, CancellationToken cancellationToken)
    {
        await Stamps.Wait(schedule.StampOf(schedule.Warm), cancellationToken);
        return new(feed, await feed.Status());
    }

    /// <summary>What was used until now.</summary>
    internal async Task<SiloResult> End()
    {
        var (used, seconds) = (_before.Since(), Stopwatch.GetElapsedTime(_begun).TotalSeconds);
        var batches = (await _feed.Status()).Batches;
        var generator = _feed.Pacer is { } pacer ? await GeneratorResult.Of(pacer) : null;

        // Acknowledgements come at most a tenth of a second after the last batch.
        await Task.Delay(Acknowledged);
        var status = await _feed.Status();
        return new()
        {
            Seconds = seconds,
            CpuMicros = used.Cpu.TotalMicroseconds,
            Bytes = used.Allocated,
            CompilingMicros = used.Compiling.TotalMicroseconds,
            PausedMs = used.Paused.TotalMilliseconds,
            Generator = generator,
            Batches = batches - _statusBefore.Batches,
            Unacknowledged = status.Unacknowledged,
            Resyncs = status.Resyncs - _statusBefore.Resyncs,
            Gaps = status.Gaps - _statusBefore.Gaps,
            Folded = status.FoldedUpdates - _statusBefore.FoldedUpdates,
            Fault = status.Fault,
        };
    }
}
