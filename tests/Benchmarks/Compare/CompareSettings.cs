namespace Ballast.Benchmarks.Compare;

/// <summary>What a comparison is asked for.</summary>
/// <param name="Rate">Messages a second at which latencies are measured.</param>
/// <param name="Instruments">Instruments of the ticks.</param>
/// <param name="Seconds">Length of each measurement.</param>
/// <param name="Passes">Passes over each recording by our engine and tardis-dev.</param>
/// <param name="Pipeline">Redis writes of the Python pipeline in one round trip.</param>
/// <param name="WithTardis">Whether tardis-dev, which npm downloads, takes part.</param>
internal sealed record CompareSettings(double Rate, int Instruments, int Seconds, int Passes, int Pipeline, bool WithTardis);
