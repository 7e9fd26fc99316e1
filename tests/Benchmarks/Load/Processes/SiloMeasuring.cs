using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>Measures the silo's process over the measured part of a schedule.</summary>
internal sealed class SiloMeasuring
{
    private static readonly TimeSpan Acknowledged = TimeSpan.FromSeconds(1);

    private readonly SiloFeed _feed;
    private readonly CostMeter _before;
    private readonly long _batchesBefore;
    private readonly long _begun = Stopwatch.GetTimestamp();

    private SiloMeasuring(SiloFeed feed, long batches)
    {
        (_feed, _batchesBefore, _before) = (feed, batches, CostMeter.Begin());
    }

    /// <summary>Completes when the measured part begins.</summary>
    internal static async Task<SiloMeasuring> From(TickSchedule schedule, SiloFeed feed, CancellationToken cancellationToken)
    {
        await Stamps.Wait(schedule.StampOf(schedule.Warm), cancellationToken);
        return new(feed, (await feed.Status()).Batches);
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
            Batches = batches - _batchesBefore,
            Unacknowledged = status.Unacknowledged,
            Resyncs = status.Resyncs,
            Gaps = status.Gaps,
            Folded = status.FoldedUpdates,
            Fault = status.Fault,
        };
    }
}
