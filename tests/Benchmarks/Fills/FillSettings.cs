namespace Ballast.Benchmarks.Fills;

/// <summary>What a run of fills is asked for.</summary>
/// <param name="Callers">How many record at once, each its next batch when its last is acknowledged.</param>
/// <param name="Batch">Fills in one call.</param>
/// <param name="Instruments">Instruments they spread over.</param>
/// <param name="Seconds">Length of the measured part.</param>
/// <param name="WarmSeconds">Length of the part before it.</param>
internal sealed record FillSettings(int Callers, int Batch, int Instruments, double Seconds, double WarmSeconds);

/// <summary>What a run of fills came to.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="FillsPerSecond">Durable acknowledgements.</param>
/// <param name="Calls">Calls measured.</param>
/// <param name="Call">How long a call took its caller.</param>
/// <param name="NotRecorded">Fills with any other outcome than recorded.</param>
/// <param name="Cores">Cores kept busy by the process: silo, store and callers.</param>
internal sealed record FillReport(
    FillSettings Settings, double FillsPerSecond, long Calls, LatencySummary Call, long NotRecorded, double Cores);
