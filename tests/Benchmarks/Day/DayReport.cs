using System.Globalization;
using Ballast.Benchmarks.Load;

namespace Ballast.Benchmarks.Day;

/// <summary>Result of a day through a silo.</summary>
internal sealed record DayReport
{
    /// <summary>Level updates.</summary>
    public required long Updates { get; init; }

    /// <summary>Messages that they came in.</summary>
    public required long Messages { get; init; }

    public required int Instruments { get; init; }

    /// <summary>From the start of the feed until every book had applied everything.</summary>
    public required double AppliedSeconds { get; init; }

    /// <summary>From the start of the feed until every second of the recording was closed and the report was read.</summary>
    public required double Seconds { get; init; }

    /// <summary>Updates over <see cref="AppliedSeconds"/>.</summary>
    public required double UpdatesPerSecond { get; init; }

    /// <summary>Processor time of the process until everything was applied.</summary>
    public required double AppliedCpuSeconds { get; init; }

    /// <summary>Processor time of the process in all.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>What a message cost the process until everything was applied.</summary>
    public required MessageCost Cost { get; init; }

    /// <summary>Time for which the collector held everything up, until everything was applied.</summary>
    public required double CollectorPausedSeconds { get; init; }

    public required int[] Collections { get; init; }

    /// <summary>Largest working set of the process.</summary>
    public required double PeakMegabytes { get; init; }

    public required long Batches { get; init; }

    public required long Unacknowledged { get; init; }

    public required long Resyncs { get; init; }

    public required long Gaps { get; init; }

    /// <summary>The same events read and applied to plain books by one thread: its processor time.</summary>
    public required double EngineCpuSeconds { get; init; }

    /// <summary>What is not as it must be: books that differ from plain ones, batches that were not applied, gaps.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    internal IEnumerable<string> Lines()
    {
        var culture = CultureInfo.InvariantCulture;
        yield return string.Create(culture, $"{Updates:N0} updates in {Messages:N0} messages of {Instruments} instruments, each with a position");
        yield return string.Create(culture, $"applied             in {AppliedSeconds:0.0} s, {UpdatesPerSecond / 1e6:0.00} million updates/s, {Messages / AppliedSeconds:N0} messages/s; {AppliedCpuSeconds:0.0} s of CPU");
        yield return string.Create(culture, $"closed and reported in {Seconds:0.0} s; {CpuSeconds:0.0} s of CPU");
        yield return $"process             {Cost}";
        yield return string.Create(culture, $"collector           paused {CollectorPausedSeconds:0.0} s, {string.Join('/', Collections)} collections, at most {PeakMegabytes:N0} MB of memory");
        yield return string.Create(culture, $"batches             {Batches:N0}, {Unacknowledged:N0} unacknowledged, {Resyncs:N0} resyncs, {Gaps:N0} gaps");
        yield return string.Create(culture, $"engine alone        {EngineCpuSeconds:0.0} s of CPU, one thread");
        yield return Differences.Count == 0 ? "books               equal plain books of the same events" : "different           " + string.Join("; ", Differences);
    }
}
