namespace Ballast.Benchmarks.Load.Stages;

/// <summary>How long after its intended publication a tick, or a newer one, had passed a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Latency">The times.</param>
internal sealed record StageLatency(string Stage, LatencySummary Latency);
