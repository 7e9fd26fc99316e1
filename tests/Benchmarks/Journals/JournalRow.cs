namespace Ballast.Benchmarks.Journals;

/// <summary>Result of one measurement.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Callers">How many recorded at once.</param>
/// <param name="Batch">Fills in one call.</param>
/// <param name="FillsPerSecond">Durable acknowledgements.</param>
/// <param name="P50Ms">Median of how long a call took its caller; <see langword="null"/> when none ended within the measured part.</param>
/// <param name="P99Ms">99th percentile of it; <see langword="null"/> with it.</param>
/// <param name="BytesPerFill">What the journal's lists take in the store, over the fills in them.</param>
/// <param name="PeerPushesPerSecond">What redis-benchmark pushed.</param>
internal sealed record JournalRow(
    string Store, int Callers, int Batch, double FillsPerSecond, double? P50Ms, double? P99Ms, double BytesPerFill, double PeerPushesPerSecond);
