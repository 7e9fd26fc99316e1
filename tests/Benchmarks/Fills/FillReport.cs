namespace Ballast.Benchmarks.Fills;

/// <summary>Result of a run of fills.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="FillsPerSecond">Durable acknowledgements.</param>
/// <param name="Calls">Calls measured.</param>
/// <param name="Call">How long a call took its caller.</param>
/// <param name="NotRecorded">Fills with any other outcome than recorded.</param>
/// <param name="Cores">Cores kept busy by the process: silo, store and callers.</param>
internal sealed record FillReport(
    FillSettings Settings, double FillsPerSecond, long Calls, LatencySummary Call, long NotRecorded, double Cores);
