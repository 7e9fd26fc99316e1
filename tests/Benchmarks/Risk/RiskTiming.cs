namespace Ballast.Benchmarks.Risk;

/// <summary>One method, measured.</summary>
/// <param name="Method">What is measured.</param>
/// <param name="Milliseconds">Wall time, the median of the passes.</param>
/// <param name="Answer">A figure that the peer must reproduce; <see langword="null"/> when it cannot, as with random numbers.</param>
internal sealed record RiskTiming(string Method, double Milliseconds, double? Answer);
