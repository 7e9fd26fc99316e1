namespace Ballast.Benchmarks.Risk;

/// <summary>One method, measured.</summary>
/// <param name="Method">What is measured.</param>
/// <param name="Milliseconds">Wall time, the median of the passes.</param>
/// <param name="Answer">A figure that the peer must come to as well; <see langword="null"/> where it cannot, as of random numbers.</param>
internal sealed record RiskTiming(string Method, double Milliseconds, double? Answer);
