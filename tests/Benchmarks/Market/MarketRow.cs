namespace Ballast.Benchmarks.Market;

/// <summary>Speed of one stage over one file.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Stage"><c>decode</c>, <c>apply</c>, <c>decode+apply</c>, or <c>csv</c>: unpack, read, group, apply.</param>
/// <param name="LevelsPerSecond">Levels, or rows of CSV, a second of CPU time of one thread; the median of the passes.</param>
/// <param name="BytesPerMessage">Allocated a message, in the last pass.</param>
/// <param name="PeerLevelsPerSecond">The same by the peer; <see langword="null"/> when it has no such stage or could not be run.</param>
/// <param name="Ratio">Ours over the peer's.</param>
internal sealed record MarketRow(
    string File, string Stage, double LevelsPerSecond, double BytesPerMessage, double? PeerLevelsPerSecond, double? Ratio)
{
    internal MarketRow Against(double? peer) => this with { PeerLevelsPerSecond = peer, Ratio = peer > 0 ? LevelsPerSecond / peer : null };
}
