using Ballast.Benchmarks.Load.Ceiling;
using Ballast.Benchmarks.Load.Stages;

namespace Ballast.Benchmarks.Load;

/// <summary>Result of a run under load. Times are in milliseconds.</summary>
internal sealed record LoadReport
{
    public required LoadSettings Settings { get; init; }

    /// <summary>Measured ticks over the time from the first one's intended publication until the watcher saw the last, or in one process until the streams had taken it.</summary>
    public required double RateReached { get; init; }

    /// <summary>From a tick's intended publication until the portfolio showed a mark at least as new.</summary>
    public required LatencySummary TickToPortfolio { get; init; }

    /// <summary>From a tick's intended publication until it was handed to the feed.</summary>
    public required LatencySummary PublishedLate { get; init; }

    /// <summary>Messages of the measured part.</summary>
    public required long Messages { get; init; }

    /// <summary>Those of them that the watcher waited for.</summary>
    public required long Ticks { get; init; }

    /// <summary>Measured ticks that the portfolio had not shown ten seconds after the last publication.</summary>
    public required long Unseen { get; init; }

    /// <summary>Batches not acknowledged at the end.</summary>
    public required long UnacknowledgedAtEnd { get; init; }

    /// <summary>Batches to books: in one process since its start, otherwise in the measured part.</summary>
    public required long Batches { get; init; }

    public required long Resyncs { get; init; }

    public required long Gaps { get; init; }

    /// <summary>Book changes that came to their books in a snapshot only, because the book was too slow.</summary>
    public long Folded { get; init; }

    public required double ViewsPerSecond { get; init; }

    /// <summary>What a message cost: the process with everything in it, or the silos alone.</summary>
    public required MessageCost Cost { get; init; }

    /// <summary>Part of the processor time of <see cref="Cost"/> that the compiler took: the warm-up was too short for the rest of it.</summary>
    public required double CompilingMicros { get; init; }

    /// <summary>What it cost to make and send it, which is no part of <see cref="Cost"/>; <see langword="null"/> when everything is in one process.</summary>
    public MessageCost? GeneratorCost { get; init; }

    /// <summary>Processor time of the watcher over the number of messages; <see langword="null"/> when everything is in one process.</summary>
    public double? WatcherCpuMicros { get; init; }

    /// <summary>Milliseconds in each second for which the collector held everything up.</summary>
    public required double CollectorPaused { get; init; }

    /// <summary>The chain of bare calls in the same process; <see langword="null"/> when it was not asked for.</summary>
    public CeilingReport? Ceiling { get; init; }

    /// <summary>From a tick's intended publication until it, or a newer one, had passed each stage; <see langword="null"/> when that was not asked for.</summary>
    public IReadOnlyList<StageLatency>? Stages { get; init; }

    public required double HeapMegabytesBefore { get; init; }

    /// <summary>After a full collection, as before.</summary>
    public required double HeapMegabytesAfter { get; init; }

    public string? Fault { get; init; }

    /// <summary>Whether every tick came to the portfolio, by itself and not in a snapshot, and nothing was lost on the way.</summary>
    internal bool IsWhole => Fault is null && Unseen == 0 && Gaps == 0 && Folded == 0 && UnacknowledgedAtEnd == 0;
}
