namespace Ballast.Benchmarks.Risk;

/// <summary>How long one method takes.</summary>
/// <param name="Method">What is measured.</param>
/// <param name="Milliseconds">Wall time, the median of the passes.</param>
/// <param name="PeerMilliseconds">The same by NumPy; <see langword="null"/> when it has no such method or could not be run.</param>
/// <param name="Ratio">The peer's time over ours.</param>
internal sealed record RiskRow(string Method, double Milliseconds, double? PeerMilliseconds, double? Ratio)
{
    internal RiskRow Against(double? peer) => this with { PeerMilliseconds = peer, Ratio = peer / Milliseconds };
}
