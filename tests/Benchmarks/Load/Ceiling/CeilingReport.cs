namespace Ballast.Benchmarks.Load.Ceiling;

/// <summary>Result of the chain of bare calls.</summary>
/// <param name="TickToPortfolio">From a tick's intended publication until the last stage took one at least as new, in milliseconds.</param>
/// <param name="Cost">What a message cost, with its generator.</param>
internal sealed record CeilingReport(LatencySummary TickToPortfolio, MessageCost Cost);
