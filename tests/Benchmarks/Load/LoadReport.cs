using System.Globalization;
using Ballast.Benchmarks.Load.Ceiling;

namespace Ballast.Benchmarks.Load;

/// <summary>Result of a run under load. Times are in milliseconds.</summary>
internal sealed record LoadReport
{
    public required LoadSettings Settings { get; init; }

    /// <summary>Measured ticks over the time from the first one's intended publication until the streams had taken the last.</summary>
    public required double RateReached { get; init; }

    /// <summary>From a tick's intended publication until the portfolio showed a mark at least as new.</summary>
    public required LatencySummary TickToPortfolio { get; init; }

    /// <summary>From a tick's intended publication until it was handed to the feed.</summary>
    public required LatencySummary PublishedLate { get; init; }

    public required long Ticks { get; init; }

    /// <summary>Measured ticks that the portfolio had not shown ten seconds after the last publication.</summary>
    public required long Unseen { get; init; }

    /// <summary>Batches not acknowledged when the streams had taken the last tick.</summary>
    public required long UnacknowledgedAtLast { get; init; }

    /// <summary>Batches not acknowledged at the end.</summary>
    public required long UnacknowledgedAtEnd { get; init; }

    public required long Batches { get; init; }

    public required long Resyncs { get; init; }

    public required long Gaps { get; init; }

    public required double ViewsPerSecond { get; init; }

    /// <summary>What a message cost the process: silo, feed and watcher.</summary>
    public required MessageCost Cost { get; init; }

    /// <summary>Milliseconds in each second for which the collector held everything up.</summary>
    public required double CollectorPaused { get; init; }

    /// <summary>The chain of bare calls in the same process; <see langword="null"/> when it was not asked for.</summary>
    public CeilingReport? Ceiling { get; init; }

    public required double HeapMegabytesBefore { get; init; }

    /// <summary>After a full collection, as before.</summary>
    public required double HeapMegabytesAfter { get; init; }

    public string? Fault { get; init; }

    internal IEnumerable<string> Lines()
    {
        var culture = CultureInfo.InvariantCulture;
        yield return string.Create(culture, $"{Settings.Rate:N0} messages/s of {LadderBook.LevelsPerTick} levels over {Settings.Instruments:N0} instruments for {Settings.Seconds} s after {Settings.WarmSeconds} s of warm-up; watched {(Settings.ThroughGateway ? "through the gateway" : "within the silo's process")}");
        yield return string.Create(culture, $"reached             {RateReached:N0} messages/s, {Ticks:N0} ticks measured, {Unseen:N0} unseen");
        yield return string.Create(culture, $"tick to portfolio   {TickToPortfolio}");
        yield return string.Create(culture, $"published late      {PublishedLate}");
        yield return string.Create(culture, $"unacknowledged      {UnacknowledgedAtLast:N0} after the last tick, {UnacknowledgedAtEnd:N0} at the end, of {Batches:N0} batches; {Resyncs} resyncs, {Gaps} gaps");
        yield return string.Create(culture, $"portfolio views     {ViewsPerSecond:N0}/s");
        yield return string.Create(culture, $"process             {Cost}, collector {CollectorPaused:0.0} ms/s, heap {HeapMegabytesBefore:N0} MB before and {HeapMegabytesAfter:N0} MB after");
        if (Ceiling is { } ceiling)
        {
            yield return $"bare calls          {ceiling.TickToPortfolio}";
            yield return string.Create(culture, $"                    {ceiling.Cost}; the path takes {TickToPortfolio.P99 / ceiling.TickToPortfolio.P99:0.0} times its p99");
        }

        if (Fault is not null)
        {
            yield return $"fault               {Fault}";
        }
    }
}
