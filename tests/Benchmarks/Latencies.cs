using System.Diagnostics;
using HdrHistogram;

namespace Ballast.Benchmarks;

/// <summary>Collects durations up to an hour, to three digits. For one thread at a time.</summary>
internal sealed class Latencies
{
    private readonly LongHistogram _micros = new(3_600_000_000, 3);

    internal long Count => _micros.TotalCount;

    /// <summary>Takes the time between two stamps of <see cref="Stopwatch"/>.</summary>
    internal void Record(long from, long to) =>
        _micros.RecordValue(Math.Max(0, (long)Stopwatch.GetElapsedTime(from, to).TotalMicroseconds));

    internal void Add(Latencies other) => _micros.Add(other._micros);

    internal LatencySummary Summary() => new(Millis(50), Millis(90), Millis(99), Millis(99.9), Millis(100));

    private double Millis(double percentile) => Count == 0 ? double.NaN : _micros.GetValueAtPercentile(percentile) / 1_000.0;
}

/// <summary>Percentiles, in milliseconds.</summary>
internal sealed record LatencySummary(double P50, double P90, double P99, double P999, double Max)
{
    /// <inheritdoc />
    public override string ToString() => $"p50 {P50:0.00}  p90 {P90:0.00}  p99 {P99:0.00}  p99.9 {P999:0.00}  max {Max:0.00} ms";
}
