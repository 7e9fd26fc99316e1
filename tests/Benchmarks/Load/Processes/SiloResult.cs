using Ballast.Benchmarks.Load.Stages;

namespace Ballast.Benchmarks.Load.Processes;

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
