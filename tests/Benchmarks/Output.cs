using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ballast.Benchmarks;

/// <summary>How results are printed: for readers, or with --json for programs.</summary>
internal static class Output
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void WriteJson<T>(T result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, Json));

    /// <summary>Columns as wide as their widest cell; the first one left-aligned, all others right-aligned.</summary>
    internal static void WriteTable(params IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            Console.Out.WriteLine(string.Join("  ", cells));
        }
    }
}
