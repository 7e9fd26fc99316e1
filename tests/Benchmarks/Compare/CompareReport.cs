using System.Globalization;
using Ballast.Benchmarks.Market;

namespace Ballast.Benchmarks.Compare;

/// <summary>Everything that was compared.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Tardis">The npm package; its error says why it has no rows.</param>
/// <param name="Python">The Python pipeline; its error says why it has no rows.</param>
/// <param name="Rows">The figures.</param>
internal sealed record CompareReport(CompareSettings Settings, PeerResult Tardis, PythonResult Python, IReadOnlyList<CompareRow> Rows)
{
    /// <summary>The rows for a table, its heading first.</summary>
    internal IEnumerable<string[]> Table() =>
    [
        ["work", "messages", "by", "messages/s", "million levels/s", "p50 ms", "p99 ms", "p99.9 ms", "ratio"],
        .. Rows.Select(row => new[]
        {
            row.Work, row.Messages, row.Subject, Text(row.MessagesPerSecond, "N0"), Text(row.LevelsPerSecond / 1e6, "0.00"),
            Text(row.Latency?.P50, "0.00"), Text(row.Latency?.P99, "0.00"), Text(row.Latency?.P999, "0.00"), Text(row.Ratio, "0.0"),
        }),
    ];

    /// <summary>Who was compared, or why not.</summary>
    internal IEnumerable<string> Notes()
    {
        yield return "Ballast's engine, tardis-dev and Python decode and apply on one thread. The whole path is a silo process with all its threads: feed, book, inventory, portfolio; Python's is one process: queue, book, mid, Redis.";
        yield return Tardis.Error is { } noTardis ? $"No tardis-dev: {noTardis}" : $"tardis-dev {Tardis.Version} on Node.js {Tardis.Node}";
        yield return Python.Error is { } noPython ? $"No Python pipeline: {noPython}" : $"Python {Python.Python}, redis-py {Python.Redis}, {Settings.Pipeline} write(s) in a round trip";
    }

    private static string Text(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
