using System.Diagnostics;
using Ballast.Benchmarks.Load.Stages;
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

/// <summary>What a silo's process has used and done in the measured part.</summary>
internal sealed record SiloResult
{
    public required double Seconds { get; init; }

    /// <summary>Processor time, with the thread that made ticks, if there is one.</summary>
    public required double CpuMicros { get; init; }

    /// <summary>Bytes allocated, with those of that thread.</summary>
    public required long Bytes { get; init; }

    public required double PausedMs { get; init; }

    /// <summary>Part of the processor time that was spent in the compiler.</summary>
    public required double CompilingMicros { get; init; }

    /// <summary>That thread; <see langword="null"/> when another process makes the ticks.</summary>
    public required GeneratorResult? Generator { get; init; }

    public required long Batches { get; init; }

    public required long Unacknowledged { get; init; }

    public required long Resyncs { get; init; }

    public required long Gaps { get; init; }

    public required long Folded { get; init; }

    public required string? Fault { get; init; }

    /// <summary>When ticks had passed each stage; <see langword="null"/> when that was not asked for.</summary>
    public IReadOnlyList<StageLatency>? Stages { get; init; }
}
