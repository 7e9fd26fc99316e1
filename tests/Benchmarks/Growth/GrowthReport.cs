using System.Globalization;

namespace Ballast.Benchmarks.Growth;

/// <summary>Everything that was measured; parts that were not asked for are <see langword="null"/>.</summary>
internal sealed record GrowthReport(GrowthRow[]? Instruments, GrowthRow[]? Portfolios, GrowthRow[]? Silos, MemoryRow[]? Memory, StartUpRow[]? StartUp)
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Whether every run is whole.</summary>
    internal bool IsWhole => new[] { Instruments, Portfolios, Silos }
        .SelectMany(rows => rows ?? []).All(row => row.Run is { Fault: null, Unseen: 0, Lost: 0 });

    /// <summary>For readers.</summary>
    internal void Write()
    {
        Write("instruments", Instruments);
        Write("portfolios", Portfolios);
        Write("silos", Silos);
        foreach (var row in Memory ?? [])
        {
            Console.Out.WriteLine(string.Create(
                Culture, $"{row.Instruments:N0} instruments with {row.With}, {row.Levels} levels a side: {row.HeapBytes:N0} bytes of heap and {row.ResidentBytes:N0} of working set each"));
        }

        foreach (var row in StartUp ?? [])
        {
            Console.Out.WriteLine(string.Create(
                Culture, $"start after a {row.After}, {row.Instruments:N0} instruments, {row.Fills:N0} fills: serves after {row.ServesSeconds:0.0} s, books after {row.BooksSeconds:0.0} s, complete after {row.CompleteSeconds:0.0} s; heap {row.HeapMegabytes:N0} MB"));
        }
    }

    private static void Write(string what, GrowthRow[]? rows)
    {
        if (rows is null)
        {
            return;
        }

        Output.WriteTable(
        [
            [what, "rate", "reached", "us/message", "compiling", "us/batch", "bytes/batch", "quiet us/s", "p50 ms", "p99 ms", "fault"],
            .. rows.Select(row => (string[])
            [
                row.Count.ToString("N0", Culture), Text(row.Run?.Rate, "N0"), Text(row.Run?.Reached, "N0"), Text(row.Run?.CpuMicrosPerMessage, "0.0"),
                Text(row.Run?.CompilingMicrosPerMessage, "0.0"),
                Text(row.CpuMicrosPerBatch, "0.0"), Text(row.BytesPerBatch, "N0"), Text(row.QuietCpuMicrosPerSecond, "N0"),
                Text(row.Run?.P50Ms, "0.00"), Text(row.Run?.P99Ms, "0.00"), row.Run?.Fault ?? "",
            ]),
        ]);
    }

    private static string Text(double? value, string format) => value?.ToString(format, Culture) ?? "-";
}
