namespace Ballast.Benchmarks.Fills;

/// <summary>What a run of fills is asked for.</summary>
/// <param name="Callers">How many record at once, each its next batch when its last is acknowledged.</param>
/// <param name="Batch">Fills in one call.</param>
/// <param name="Instruments">Instruments they spread over.</param>
/// <param name="Seconds">Length of the measured part.</param>
/// <param name="WarmSeconds">Length of the part before it.</param>
internal sealed record FillSettings(int Callers, int Batch, int Instruments, double Seconds, double WarmSeconds);
